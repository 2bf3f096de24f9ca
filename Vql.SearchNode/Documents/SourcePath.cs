using System.Text.Json;

namespace Vql.SearchNode.Documents;

/// <summary>Finds the values of a field in a source, whose objects may be nested or have dotted names.</summary>
internal static class SourcePath
{
    /// <summary>Returns the values of a path, without nulls. Arrays are flattened.</summary>
    public static List<JsonElement> Values(JsonElement source, string path)
    {
        var values = new List<JsonElement>();
        Add(source, path, values);
        return values;
    }

    /// <summary>Returns a value or the elements of an array, without nulls.</summary>
    public static List<JsonElement> Flatten(JsonElement value)
    {
        var values = new List<JsonElement>();
        Flatten(value, values);
        return values;
    }

    private static void Add(JsonElement value, ReadOnlySpan<char> path, List<JsonElement> values)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in value.EnumerateArray())
            {
                Add(element, path, values);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (member.NameEquals(path))
                {
                    Flatten(member.Value, values);
                }
                else if (path.Length > member.Name.Length && path[member.Name.Length] == '.' && path.StartsWith(member.Name))
                {
                    Add(member.Value, path[(member.Name.Length + 1)..], values);
                }
            }
        }
    }

    private static void Flatten(JsonElement value, List<JsonElement> values)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in value.EnumerateArray())
            {
                Flatten(element, values);
            }
        }
        else if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            values.Add(value);
        }
    }
}
