using System.Text;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Highlighting;

/// <summary>What <c>highlight</c> asks for: fields whose whole values are answered with the words found marked.</summary>
internal sealed class Highlight
{
    private readonly IReadOnlyList<string> _fields;
    private readonly string _before;
    private readonly string _after;

    private Highlight(JsonElement highlight)
    {
        if (!highlight.TryGetProperty("number_of_fragments", out var fragments) || !fragments.TryGetInt32(out var number) || number != 0)
        {
            throw NodeException.IllegalArgument("this node marks whole values only: [number_of_fragments] must be 0");
        }

        _fields = highlight.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object
            ? [.. fields.EnumerateObject().Select(field => field.Name)]
            : throw NodeException.Parsing("[highlight] needs [fields]");
        _before = Tag(highlight, "pre_tags", "<em>");
        _after = Tag(highlight, "post_tags", "</em>");
    }

    /// <summary>Reads <c>highlight</c>; null when there is no such member.</summary>
    public static Highlight? Read(JsonElement body) => body.TryGetProperty("highlight", out var highlight) ? new Highlight(highlight) : null;

    /// <summary>What the query looks for in each field, for all hits of a search.</summary>
    public IReadOnlyList<(FieldMapping Field, WordFinder Finder)> Prepare(IndexMapping mapping, Query query, IndexReader reader) =>
        [.. _fields.Select(mapping.Find).OfType<FieldMapping>().Select(field => (field, new WordFinder(field.Name, query, reader)))];

    /// <summary>Writes the member <c>highlight</c> of a hit; nothing when no word of it is found.</summary>
    public void Write(
        Utf8JsonWriter writer, IndexMapping mapping, IReadOnlyList<(FieldMapping Field, WordFinder Finder)> prepared, ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(source);
        var begun = false;
        foreach (var (field, finder) in prepared)
        {
            var marked = document.RootElement.TryGetProperty(field.Source, out var value) ? Mark(mapping, field, finder, value) : [];
            if (marked.Count == 0)
            {
                continue;
            }

            if (!begun)
            {
                writer.WriteStartObject("highlight");
                begun = true;
            }

            writer.WriteStartArray(field.Name);
            marked.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (begun)
        {
            writer.WriteEndObject();
        }
    }

    private List<string> Mark(IndexMapping mapping, FieldMapping field, WordFinder finder, JsonElement value)
    {
        var marked = new List<string>();
        foreach (var element in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (Clause.ScalarOf(element) is { } text && finder.Find(Tokens.Of(mapping.AnalyzerOf(field), text)) is { Count: > 0 } stretches)
            {
                marked.Add(Mark(text, stretches));
            }
        }

        return marked;
    }

    private string Mark(string text, List<Stretch> stretches)
    {
        var marked = new StringBuilder(text.Length + (stretches.Count * (_before.Length + _after.Length)));
        var written = 0;
        foreach (var stretch in stretches)
        {
            marked.Append(text, written, stretch.Begin - written).Append(_before)
                .Append(text, stretch.Begin, stretch.End - stretch.Begin).Append(_after);
            written = stretch.End;
        }

        return marked.Append(text, written, text.Length - written).ToString();
    }

    private static string Tag(JsonElement highlight, string name, string missing) =>
        highlight.TryGetProperty(name, out var tags) && tags.ValueKind == JsonValueKind.Array && tags.GetArrayLength() > 0
            ? tags[0].GetString()!
            : missing;
}
