using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Reads the actions of a request that changes aliases.</summary>
internal static class AliasActions
{
    private static readonly string[] Names = ["index", "indices", "alias", "aliases", "must_exist"];
    private static readonly string[] AddOptions = ["filter", "routing", "index_routing", "search_routing", "is_write_index", "is_hidden"];

    /// <summary>Reads the actions.</summary>
    /// <returns>The aliases to add and to remove, and the indices to delete.</returns>
    /// <exception cref="NodeException">An action is invalid, or the node does not support it.</exception>
    public static (List<AliasChange> Changes, List<string> Removed) Read(JsonElement body, IndexRegistry indices)
    {
        var changes = new List<AliasChange>();
        var removed = new List<string>();
        if (body.EnumerateObject()
            .FirstOrDefault(member => member.Name != "actions") is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw Unparsable($"[aliases] unknown field [{unknown.Name}]");
        }

        var actions = Analyzers.Member(body, "actions");
        if (actions.ValueKind != JsonValueKind.Array || actions.GetArrayLength() == 0)
        {
            throw actions.ValueKind switch
            {
                JsonValueKind.Array => NodeException.IllegalArgument("No action specified"),
                JsonValueKind.Undefined => NodeException.IllegalArgument("Required [actions]"),
                _ => Unparsable($"[aliases] actions doesn't support values of type: {RequestValue.TokenOf(actions)}"),
            };
        }

        foreach (var action in actions.EnumerateArray())
        {
            if (action.ValueKind != JsonValueKind.Object || action.GetPropertyCount() != 1)
            {
                throw Unparsable("[aliases] failed to parse field [actions]");
            }

            var (name, options) = action.EnumerateObject().Select(member => (member.Name, member.Value)).First();
            Read(name, options, indices, changes, removed);
        }

        return (changes, removed);
    }

    private static void Read(string name, JsonElement options, IndexRegistry indices, List<AliasChange> changes, List<string> removed)
    {
        if (name is not ("add" or "remove" or "remove_index") || options.ValueKind != JsonValueKind.Object)
        {
            throw Unparsable($"[alias_action] unknown field [{name}]");
        }

        if (options.EnumerateObject().FirstOrDefault(option => !Names.Contains(option.Name)
            && (name != "add" || !AddOptions.Contains(option.Name))) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw Unparsable($"[{name}] unknown field [{unknown.Name}]");
        }

        var expression = string.Join(',', NamesOf(options, "index", "indices"));
        var targets = indices.Resolve(expression, new ExpressionOptions(IgnoresMissing: false, AllowsNone: name == "remove_index"),
            IndexAccess.WriteMetadata)
            .Select(target => target.Index.State.Name).ToList();
        if (name == "remove_index")
        {
            removed.AddRange(targets);
            return;
        }

        var aliases = NamesOf(options, "alias", "aliases");
        if (name == "add")
        {
            var added = JsonObject.Create(options)!;
            Array.ForEach(Names, option => added.Remove(option));
            changes.AddRange(from alias in aliases
                             from index in targets
                             select new AliasChange(alias, index, Add: true, AliasOptions.Read(alias, added)));
            return;
        }

        var isOptional = Analyzers.Member(options, "must_exist").ValueKind == JsonValueKind.False;
        foreach (var alias in aliases)
        {
            var matching = targets.SelectMany(index => indices.AliasesOf(index).Where(known => IndexExpression.Matches(alias, known.Alias))
                .Select(known => new AliasChange(known.Alias, index, Add: false))).ToList();
            changes.AddRange(matching.Count > 0 || alias.Contains('*', StringComparison.Ordinal)
                ? matching
                : targets.Select(index => new AliasChange(alias, index, Add: false, IsOptional: isOptional)));
        }
    }

    private static List<string> NamesOf(JsonElement options, string single, string several)
    {
        var value = Analyzers.Member(options, single) is { ValueKind: not JsonValueKind.Undefined } one
            ? one
            : Analyzers.Member(options, several);
        var isSingle = Analyzers.Member(options, single).ValueKind != JsonValueKind.Undefined;
        return value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } name => [name],
            JsonValueKind.Array when !isSingle && value.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(name => name.GetString()!)],
            JsonValueKind.Undefined => throw Unparsable(
                $"[aliases] failed to parse field [actions]: One of [{single}] or [{several}] is required"),
            _ => throw Unparsable(
                $"[aliases] failed to parse field [actions]: {single} doesn't support values of type: {RequestValue.TokenOf(value)}"),
        };
    }

    private static NodeException Unparsable(string reason) => new(400, "x_content_parse_exception", reason);
}
