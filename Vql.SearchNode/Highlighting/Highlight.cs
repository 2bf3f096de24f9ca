using System.Text;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Highlighting;

/// <summary>The <c>highlight</c> member of a search: marks the matching words in the whole values of fields.</summary>
internal sealed class Highlight
{
    private static readonly string[] Options = ["number_of_fragments", "pre_tags", "post_tags"];

    private readonly IReadOnlyList<HighlightedField> _fields;

    private Highlight(JsonElement highlight)
    {
        if (highlight.EnumerateObject().FirstOrDefault(member => member.Name != "fields" && !Options.Contains(member.Name)) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in [highlight]");
        }

        var fields = highlight.TryGetProperty("fields", out var value) ? value : default;
        _fields = fields.ValueKind switch
        {
            JsonValueKind.Object => [.. fields.EnumerateObject().Select(field => Read(field, highlight))],
            JsonValueKind.Array => [.. fields.EnumerateArray().SelectMany(one => one.EnumerateObject())
                .Select(field => Read(field, highlight))],
            _ => throw NodeException.Parsing("[highlight] requires [fields]"),
        };
    }

    /// <summary>Reads <c>highlight</c>. Returns null if the body has no such member.</summary>
    public static Highlight? Read(JsonElement body) =>
        body.TryGetProperty("highlight", out var highlight) ? new Highlight(highlight) : null;

    /// <summary>Creates the word finder of each field. They are shared by all hits of a search.</summary>
    public IReadOnlyList<PreparedHighlight> Prepare(IndexMapping mapping, Query query, IndexReader reader) =>
    [
        .. from highlighted in _fields
            from field in mapping.Fields
            where highlighted.Name == field.Name || (highlighted.Name.Contains('*', StringComparison.Ordinal)
                && field.Type is FieldType.Text or FieldType.Keyword && new PathPattern(highlighted.Name).Matches(field.Name))
            select new PreparedHighlight(field, new WordFinder(field.Name, query, reader), highlighted),
    ];

    /// <summary>Writes the <c>highlight</c> member of a hit. Writes nothing if no word matches.</summary>
    public static void Write(
        Utf8JsonWriter writer,
        IndexMapping mapping,
        IReadOnlyList<PreparedHighlight> prepared,
        ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(source);
        var isStarted = false;
        foreach (var highlight in prepared)
        {
            var marked = document.RootElement.TryGetProperty(highlight.Field.Source, out var value)
                ? Mark(mapping, highlight, value) : [];
            if (marked.Count == 0)
            {
                continue;
            }

            if (!isStarted)
            {
                writer.WriteStartObject("highlight");
                isStarted = true;
            }

            writer.WriteStartArray(highlight.Field.Name);
            marked.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (isStarted)
        {
            writer.WriteEndObject();
        }
    }

    private static List<string> Mark(IndexMapping mapping, PreparedHighlight highlight, JsonElement value)
    {
        var marked = new List<string>();
        foreach (var element in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (JsonText.ScalarOf(element) is { } text
                && highlight.Finder.Find(Tokens.Of(mapping.AnalyzerOf(highlight.Field), text)) is { Count: > 0 } ranges)
            {
                marked.Add(Mark(text, ranges, highlight.Options));
            }
        }

        return marked;
    }

    private static string Mark(string text, List<TextRange> ranges, HighlightedField options)
    {
        var marked = new StringBuilder(text.Length + (ranges.Count * (options.Before.Length + options.After.Length)));
        var written = 0;
        foreach (var range in ranges)
        {
            marked.Append(text, written, range.Start - written).Append(options.Before)
                .Append(text, range.Start, range.End - range.Start).Append(options.After);
            written = range.End;
        }

        return marked.Append(text, written, text.Length - written).ToString();
    }

    // The options of a field precede those of all fields.
    private static HighlightedField Read(JsonProperty field, JsonElement all)
    {
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing($"[highlight] field [{field.Name}] must be an object");
        }

        if (field.Value.EnumerateObject().FirstOrDefault(member => !Options.Contains(member.Name)) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in [highlight]");
        }

        return Option("number_of_fragments") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count)
            && count == 0
            ? new HighlightedField(field.Name, Tag("pre_tags", "<em>"), Tag("post_tags", "</em>"))
            : throw NodeException.IllegalArgument(
                "[number_of_fragments] must be 0: this node supports highlighting of whole values only");

        JsonElement Option(string name) => field.Value.TryGetProperty(name, out var value) || all.TryGetProperty(name, out value)
            ? value : default;

        string Tag(string name, string defaultValue) => Option(name) is { ValueKind: JsonValueKind.Array } tags && tags.GetArrayLength() > 0
            ? tags[0].GetString()! : defaultValue;
    }
}

/// <summary>A field or a pattern in <c>highlight.fields</c>.</summary>
/// <param name="Name">The name or the pattern.</param>
/// <param name="Before">The text before a word.</param>
/// <param name="After">The text after a word.</param>
internal sealed record HighlightedField(string Name, string Before, string After);

/// <summary>A field whose words are highlighted.</summary>
/// <param name="Field">The field.</param>
/// <param name="Finder">Finds the words.</param>
/// <param name="Options">The tags.</param>
internal sealed record PreparedHighlight(FieldMapping Field, WordFinder Finder, HighlightedField Options);
