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
    private readonly IReadOnlyList<string> _fields;
    private readonly string _before;
    private readonly string _after;

    private Highlight(JsonElement highlight)
    {
        if (!highlight.TryGetProperty("number_of_fragments", out var fragments) || !fragments.TryGetInt32(out var number) || number != 0)
        {
            throw NodeException.IllegalArgument("[number_of_fragments] must be 0: this node supports highlighting of whole values only");
        }

        _fields = highlight.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object
            ? [.. fields.EnumerateObject().Select(field => field.Name)]
            : throw NodeException.Parsing("[highlight] requires [fields]");
        _before = Tag(highlight, "pre_tags", "<em>");
        _after = Tag(highlight, "post_tags", "</em>");
    }

    /// <summary>Reads <c>highlight</c>. Returns null if the body has no such member.</summary>
    public static Highlight? Read(JsonElement body) =>
        body.TryGetProperty("highlight", out var highlight) ? new Highlight(highlight) : null;

    /// <summary>Creates the word finder of each field. They are shared by all hits of a search.</summary>
    public IReadOnlyList<(FieldMapping Field, WordFinder Finder)> Prepare(IndexMapping mapping, Query query, IndexReader reader) =>
        [.. _fields.Select(mapping.Find).OfType<FieldMapping>().Select(field => (field, new WordFinder(field.Name, query, reader)))];

    /// <summary>Writes the <c>highlight</c> member of a hit. Writes nothing if no word matches.</summary>
    public void Write(
        Utf8JsonWriter writer,
        IndexMapping mapping,
        IReadOnlyList<(FieldMapping Field, WordFinder Finder)> prepared,
        ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(source);
        var isStarted = false;
        foreach (var (field, finder) in prepared)
        {
            var marked = document.RootElement.TryGetProperty(field.Source, out var value) ? Mark(mapping, field, finder, value) : [];
            if (marked.Count == 0)
            {
                continue;
            }

            if (!isStarted)
            {
                writer.WriteStartObject("highlight");
                isStarted = true;
            }

            writer.WriteStartArray(field.Name);
            marked.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (isStarted)
        {
            writer.WriteEndObject();
        }
    }

    private List<string> Mark(IndexMapping mapping, FieldMapping field, WordFinder finder, JsonElement value)
    {
        var marked = new List<string>();
        foreach (var element in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (JsonText.ScalarOf(element) is { } text && finder.Find(Tokens.Of(mapping.AnalyzerOf(field), text)) is { Count: > 0 } ranges)
            {
                marked.Add(Mark(text, ranges));
            }
        }

        return marked;
    }

    private string Mark(string text, List<TextRange> ranges)
    {
        var marked = new StringBuilder(text.Length + (ranges.Count * (_before.Length + _after.Length)));
        var written = 0;
        foreach (var range in ranges)
        {
            marked.Append(text, written, range.Start - written).Append(_before)
                .Append(text, range.Start, range.End - range.Start).Append(_after);
            written = range.End;
        }

        return marked.Append(text, written, text.Length - written).ToString();
    }

    private static string Tag(JsonElement highlight, string name, string defaultValue) =>
        highlight.TryGetProperty(name, out var tags) && tags.ValueKind == JsonValueKind.Array && tags.GetArrayLength() > 0
            ? tags[0].GetString()!
            : defaultValue;
}
