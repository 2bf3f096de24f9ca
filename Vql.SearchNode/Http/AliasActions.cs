using System.Text.Json;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Reads the actions of a request that changes aliases.</summary>
internal static class AliasActions
{
    private static readonly string[] Options = ["index", "indices", "alias", "aliases"];

    /// <summary>Reads the actions.</summary>
    /// <returns>The aliases to add and to remove, and the indices to delete.</returns>
    /// <exception cref="NodeException">An action is invalid, or the node does not support it.</exception>
    public static (List<AliasChange> Changes, List<string> Removed) Read(JsonElement body)
    {
        var changes = new List<AliasChange>();
        var removed = new List<string>();
        var actions = Analyzers.Member(body, "actions");
        if (actions.ValueKind != JsonValueKind.Array || actions.GetArrayLength() == 0)
        {
            throw new NodeException(
                400, "action_request_validation_exception", "Validation Failed: 1: Must specify at least one alias action;");
        }

        foreach (var action in actions.EnumerateArray())
        {
            if (action.ValueKind != JsonValueKind.Object || action.GetPropertyCount() != 1)
            {
                throw NodeException.IllegalArgument("an alias action must be an object with one of [add], [remove] and [remove_index]");
            }

            var (name, options) = action.EnumerateObject().Select(member => (member.Name, member.Value)).First();
            if (options.EnumerateObject().FirstOrDefault(option => !Options.Contains(option.Name)) is
                { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                throw NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in the alias action [{name}]");
            }

            var indices = Names(options, "index", "indices");
            if (name == "remove_index")
            {
                removed.AddRange(indices);
                continue;
            }

            if (name is not ("add" or "remove"))
            {
                throw NodeException.IllegalArgument($"[aliases] unknown field [{name}]");
            }

            changes.AddRange(
                from alias in Names(options, "alias", "aliases") from index in indices select new AliasChange(alias, index, name == "add"));
        }

        return (changes, removed);
    }

    /// <summary>Rejects the options of an alias, such as a filter, none of which the node supports.</summary>
    /// <exception cref="NodeException">There are options.</exception>
    public static void RejectOptions(string alias, JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing($"the alias [{alias}] must be an object");
        }

        foreach (var option in options.EnumerateObject())
        {
            throw NodeException.IllegalArgument($"this node does not support [{option.Name}] in the alias [{alias}]");
        }
    }

    private static List<string> Names(JsonElement options, string single, string several)
    {
        var value = Analyzers.Member(options, single) is { ValueKind: not JsonValueKind.Undefined } one
            ? one
            : Analyzers.Member(options, several);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(name => JsonText.ScalarOf(name)!)]
            : JsonText.ScalarOf(value) is { Length: > 0 } name ? [name]
            : throw NodeException.IllegalArgument($"One of [{single}] or [{several}] is required");
    }
}
