using System.Text.Json;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Searching;

/// <summary>Reads the members of <c>sort</c> and <c>search_after</c>, and checks what does not depend on the mapping.</summary>
internal static class SortOptions
{
    private static readonly string[] Supported = ["order", "missing", "mode", "unmapped_type"];
    private static readonly string[] Unsupported = ["numeric_type", "format", "nested"];
    private static readonly string[] Modes = ["min", "max", "sum", "avg", "median"];

    /// <summary>Returns the fields of an order with their options.</summary>
    /// <exception cref="NodeException">A member is invalid, or the node does not support an option.</exception>
    public static List<(string Name, JsonElement Options)> Read(JsonElement sort)
    {
        var members = new List<(string, JsonElement)>();
        if (sort.ValueKind == JsonValueKind.Null)
        {
            throw NodeException.Parsing("Unknown key for a VALUE_NULL in [sort].");
        }

        if (sort.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            return [(RequestValue.Text(sort), default)];
        }

        foreach (var member in sort.ValueKind == JsonValueKind.Array ? sort.EnumerateArray().ToArray() : [sort])
        {
            switch (member.ValueKind)
            {
                case JsonValueKind.String:
                    members.Add((member.GetString()!, default));
                    break;
                case JsonValueKind.Object:
                    foreach (var field in member.EnumerateObject())
                    {
                        Check(field.Value);
                        members.Add((field.Name, field.Value));
                    }

                    break;
                default:
                    throw NodeException.IllegalArgument(
                        "malformed sort format, within the sort array, an object, or an actual string are allowed");
            }
        }

        return members;
    }

    /// <summary>Checks that <c>search_after</c> is an array of scalar values.</summary>
    /// <exception cref="NodeException">It is not.</exception>
    public static void CheckAfter(JsonElement after)
    {
        if (after.ValueKind != JsonValueKind.Array)
        {
            throw NodeException.Parsing($"Unknown key for a {RequestValue.TokenOf(after)} in [search_after].");
        }

        if (after.GetArrayLength() == 0)
        {
            throw NodeException.IllegalArgument("Values must contains at least one value.");
        }

        if (after.EnumerateArray().Any(value => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object))
        {
            throw NodeException.Parsing("Expected a string, a number, a Boolean or null inside [search_after].");
        }
    }

    private static void Check(JsonElement options)
    {
        if (options.ValueKind == JsonValueKind.String)
        {
            CheckOrder(options.GetString()!);
            return;
        }

        if (options.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Content($"[field_sort] Expected START_OBJECT but was: {RequestValue.TokenOf(options)}");
        }

        foreach (var option in options.EnumerateObject())
        {
            if (!Supported.Contains(option.Name))
            {
                throw Unsupported.Contains(option.Name)
                    ? NodeException.IllegalArgument($"this node does not support [{option.Name}] in [sort]")
                    : NodeException.Content($"[field_sort] unknown field [{option.Name}]");
            }

            var isString = option.Value.ValueKind == JsonValueKind.String;
            if (option.Name == "missing" ? option.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object : !isString)
            {
                throw NodeException.Content(
                    $"[field_sort] {option.Name} doesn't support values of type: {RequestValue.TokenOf(option.Value)}");
            }

            if (option.Name is "order" && !IsOrder(option.Value.GetString()!))
            {
                throw NodeException.Content("[field_sort] failed to parse field [order]");
            }

            if (option.Name is "mode" && !Modes.Contains(option.Value.GetString()!.ToLowerInvariant()))
            {
                throw NodeException.Content("[field_sort] failed to parse field [mode]");
            }
        }
    }

    private static void CheckOrder(string order)
    {
        if (!IsOrder(order))
        {
            throw NodeException.IllegalArgument($"No enum constant org.elasticsearch.search.sort.SortOrder.{order.ToUpperInvariant()}");
        }
    }

    private static bool IsOrder(string order) => order.ToLowerInvariant() is "asc" or "desc";
}
