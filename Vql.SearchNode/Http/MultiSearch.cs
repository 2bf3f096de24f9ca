using System.Text;
using System.Text.Json;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>A search of a request with several.</summary>
/// <param name="Index">The expression for its indices.</param>
/// <param name="Options">How the expression is resolved.</param>
/// <param name="Body">The search.</param>
/// <param name="AllowsPartial">Whether results may lack indices that could not be opened.</param>
internal readonly record struct MultiSearchItem(string Index, ExpressionOptions Options, JsonElement Body, bool AllowsPartial);

/// <summary>Reads the body of a request with several searches: a line with the index, and a line with the search for each.</summary>
internal static class MultiSearch
{
    private static readonly string[] Options =
    [
        "index", "indices", "preference", "search_type", "routing", "request_cache", "ignore_unavailable", "allow_no_indices",
        "expand_wildcards", "allow_partial_search_results",
    ];

    /// <exception cref="NodeException">A line is invalid.</exception>
    public static List<MultiSearchItem> Read(byte[] content, string? defaultIndex, ExpressionOptions defaultOptions)
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

        var searches = new List<MultiSearchItem>();
        for (var line = 0; line < lines.Length; line += 2)
        {
            var header = Parse(lines[line].Length == 0 ? "{}" : lines[line]);
            if (header.EnumerateObject().FirstOrDefault(member => !Options.Contains(member.Name)) is
                { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                throw NodeException.IllegalArgument($"key [{unknown.Name}] is not supported in the metadata section");
            }

            var options = new ExpressionOptions(
                Flag(header, "ignore_unavailable", defaultOptions.IgnoresMissing),
                Flag(header, "allow_no_indices", defaultOptions.AllowsNone),
                JsonText.ScalarOf(Analyzers.Member(header, "expand_wildcards")) is { } states
                    ? states != "none" : defaultOptions.ExpandsWildcards);
            searches.Add(new MultiSearchItem(IndexOf(header) ?? defaultIndex ?? "", options, Parse(lines[line + 1]),
                Flag(header, "allow_partial_search_results", defaultValue: true)));
        }

        return searches;
    }

    private static string? IndexOf(JsonElement header)
    {
        var index = Analyzers.Member(header, "index") is { ValueKind: not JsonValueKind.Undefined } single
            ? single
            : Analyzers.Member(header, "indices");
        return index.ValueKind == JsonValueKind.Array
            ? string.Join(',', index.EnumerateArray().Select(JsonText.ScalarOf))
            : JsonText.ScalarOf(index);
    }

    private static bool Flag(JsonElement header, string name, bool defaultValue) =>
        Flags.Read(name, JsonText.ScalarOf(Analyzers.Member(header, name)), defaultValue);

    private static JsonElement Parse(string line) => Json.Parse(Encoding.UTF8.GetBytes(line)) is { ValueKind: JsonValueKind.Object } json
        ? json
        : throw NodeException.Parsing("expected an object");
}
