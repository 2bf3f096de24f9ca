using System.Text;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Highlighting;

/// <summary>The <c>highlight</c> member of a search: marks the matching words in the values of fields, or in parts of them.</summary>
internal sealed class Highlight
{
    // Separates the values of a field. It is in no word.
    private const char ValueSeparator = '\0';

    private static readonly string[] Options = [.. FragmentOptions.Names, "pre_tags", "post_tags"];

    private readonly IReadOnlyList<HighlightedField> _fields;

    private Highlight(JsonElement highlight)
    {
        if (highlight.EnumerateObject().FirstOrDefault(member => member.Name != "fields" && !Options.Contains(member.Name)) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in [highlight]");
        }

        CheckTags(highlight);
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
            var marked = Mark(mapping, highlight, SourcePath.Values(document.RootElement, highlight.Field.Source));
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

    private static List<string> Mark(IndexMapping mapping, PreparedHighlight highlight, List<JsonElement> elements)
    {
        var (values, matches, offset) = (new List<(int Offset, string Text)>(), new List<TextMatch>(), 0);
        foreach (var text in elements.Where(element => element.ValueKind != JsonValueKind.Object)
            .Select(JsonText.ScalarOf).OfType<string>())
        {
            values.Add((offset, text));
            matches.AddRange(highlight.Finder.Find(Tokens.Of(mapping.AnalyzerOf(highlight.Field), text))
                .Select(match => match with { Start = match.Start + offset, End = match.End + offset }));
            offset += text.Length + 1;
        }

        var fragments = highlight.Options.Fragments;
        var all = string.Join(ValueSeparator, values.Select(value => value.Text));
        var passages = Passages.Find(values, matches, fragments, isTokenized: highlight.Field.Type == FieldType.Text);
        if (passages.Count == 0)
        {
            return Beginning(all, fragments.NoMatchSize) is { Length: > 0 } beginning ? [beginning] : [];
        }

        return [.. (fragments.IsByScore ? passages.OrderByDescending(passage => passage.Score) : passages.AsEnumerable())
            .Select(passage => Mark(all, passage, highlight.Options))];
    }

    private static string Mark(string text, Passage passage, HighlightedField options)
    {
        var marked = new StringBuilder();
        var written = passage.Start;
        for (var index = 0; index < passage.Matches.Count; index++)
        {
            var (start, end) = (passage.Matches[index].Start, passage.Matches[index].End);
            while (index + 1 < passage.Matches.Count && passage.Matches[index + 1].Start < end)
            {
                end = Math.Max(end, passage.Matches[++index].End);
            }

            // A match may begin in the passage and end after it.
            end = Math.Min(end, passage.End);
            marked.Append(text, written, start - written).Append(options.Before).Append(text, start, end - start).Append(options.After);
            written = end;
        }

        return marked.Append(text, written, passage.End - written).ToString().Trim();
    }

    // The words at the beginning of the first value.
    private static string Beginning(string all, int size)
    {
        var value = all.IndexOf(ValueSeparator, StringComparison.Ordinal) is var first and >= 0 ? all[..first] : all;
        return size == 0 ? "" : value[..(size < value.Length ? TextBreaks.Following(TextBreaks.Words(value), size) : value.Length)].Trim();
    }

    private static void CheckTags(JsonElement options)
    {
        if (options.TryGetProperty("pre_tags", out _) && !options.TryGetProperty("post_tags", out _))
        {
            throw NodeException.Parsing("pre_tags are set but post_tags are not set");
        }
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

        try
        {
            CheckTags(field.Value);
        }
        catch (NodeException fault)
        {
            throw fault.InMember("highlight", "fields");
        }

        return new HighlightedField(field.Name, Tag("pre_tags", "<em>"), Tag("post_tags", "</em>"), FragmentOptions.Read(Option));

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
/// <param name="Fragments">The number and the size of parts.</param>
internal sealed record HighlightedField(string Name, string Before, string After, FragmentOptions Fragments);

/// <summary>A field whose words are highlighted.</summary>
/// <param name="Field">The field.</param>
/// <param name="Finder">Finds the words.</param>
/// <param name="Options">The tags, and the number and size of parts.</param>
internal sealed record PreparedHighlight(FieldMapping Field, WordFinder Finder, HighlightedField Options);
