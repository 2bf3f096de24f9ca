using System.Text.Json.Nodes;

namespace Vql.SearchNode.Http;

/// <summary>
/// Selects the members of a response by <c>filter_path</c>: dotted paths, in which <c>*</c> stands for characters of a name and
/// <c>**</c> for any number of names. Paths that begin with a minus are removed.
/// </summary>
internal static class ResponseFilter
{
    private const string AnyDepth = "**";

    /// <summary>Returns the selected part of a response. An object without a selected member is empty.</summary>
    public static JsonNode Apply(JsonNode response, string paths)
    {
        var all = paths.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(path => path.Trim()).ToList();
        List<string[]> included = [.. all.Where(path => path[0] != '-').Select(path => path.Split('.'))];
        List<string[]> excluded = [.. all.Where(path => path[0] == '-').Select(path => path[1..].Split('.'))];
        var selected = included.Count == 0
            ? response
            : Include(response, included) ?? (response is JsonArray ? new JsonArray() : new JsonObject());
        Exclude(selected, excluded);
        return selected;
    }

    private static JsonNode? Include(JsonNode? node, List<string[]> paths)
    {
        switch (node)
        {
            case JsonObject members:
                var selected = new JsonObject();
                foreach (var (name, value) in members)
                {
                    var rest = Advance(name, paths);
                    if (rest.Exists(path => path.Length == 0))
                    {
                        selected[name] = value?.DeepClone();
                    }
                    else if (rest.Count > 0 && Include(value, rest) is { } inner)
                    {
                        selected[name] = inner;
                    }
                }

                return selected.Count > 0 ? selected : null;
            case JsonArray elements:
                var kept = new JsonArray([.. elements.Select(element => Include(element, paths)).Where(element => element is not null)]);
                return kept.Count > 0 ? kept : null;
            default:
                return null;
        }
    }

    private static void Exclude(JsonNode? node, List<string[]> paths)
    {
        if (paths.Count == 0)
        {
            return;
        }

        if (node is JsonArray elements)
        {
            foreach (var element in elements)
            {
                Exclude(element, paths);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                var rest = Advance(name, paths);
                if (rest.Exists(path => path.Length == 0))
                {
                    members.Remove(name);
                }
                else
                {
                    Exclude(value, rest);
                }
            }
        }
    }

    // Returns what is left of the paths behind a name. A path without a rest selects the member.
    private static List<string[]> Advance(string name, List<string[]> paths)
    {
        var rest = new List<string[]>();
        foreach (var path in paths)
        {
            if (path[0] == AnyDepth)
            {
                rest.Add(path);
                if (path.Length == 1 || new Documents.PathPattern(path[1]).Matches(name))
                {
                    rest.Add(path.Length == 1 ? [] : path[2..]);
                }
            }
            else if (new Documents.PathPattern(path[0]).Matches(name))
            {
                rest.Add(path[1..]);
            }
        }

        return rest;
    }
}
