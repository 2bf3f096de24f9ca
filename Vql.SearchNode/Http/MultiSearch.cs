using System.Text;
using System.Text.Json;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Http;

/// <summary>Reads the body of a request with several searches: a line with the index, and a line with the search for each.</summary>
internal static class MultiSearch
{
    /// <exception cref="NodeException">A line is invalid, or names no index.</exception>
    public static List<(string Index, JsonElement Body)> Read(byte[] content, string? defaultIndex)
    {
        if (content.Length == 0)
        {
            throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: no requests added;");
        }

        if (content[^1] != '\n')
        {
            throw NodeException.IllegalArgument("The msearch request must be terminated by a newline [\\n]");
        }

        // An empty header stands for no options. The line break at the end begins no line.
        var lines = Encoding.UTF8.GetString(content)[..^1].Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length % 2 != 0)
        {
            throw NodeException.IllegalArgument("The msearch request must contain a search after each header");
        }

        var searches = new List<(string, JsonElement)>();
        for (var line = 0; line < lines.Length; line += 2)
        {
            var header = Parse(lines[line].Length == 0 ? "{}" : lines[line]);
            if (header.EnumerateObject().FirstOrDefault(member => member.Name is not ("index" or "preference" or "search_type")) is
                { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                throw NodeException.IllegalArgument($"key [{unknown.Name}] is not supported in the metadata section");
            }

            var index = Analyzers.Member(header, "index") is { ValueKind: JsonValueKind.Array } several && several.GetArrayLength() == 1
                ? JsonText.ScalarOf(several[0])
                : JsonText.ScalarOf(Analyzers.Member(header, "index"));
            searches.Add((
                index ?? defaultIndex ?? throw NodeException.IllegalArgument("this node searches a single index: specify it in the header"),
                Parse(lines[line + 1])));
        }

        return searches;
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line) is { ValueKind: JsonValueKind.Object } json
                ? json
                : throw NodeException.Parsing("expected an object");
        }
        catch (JsonException exception)
        {
            throw NodeException.Parsing($"Failed to parse the request body: {exception.Message}");
        }
    }
}
