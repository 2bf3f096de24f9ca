using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Aggregations;

/// <summary>All documents, regardless of the query.</summary>
internal sealed class GlobalAggregator : IAggregator
{
    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children) =>
        FilterAggregator.WriteBucket(writer, DocumentSets.Matching(
            documents.Indices, _ => new MatchAllDocsQuery(), documents.HasTypedKeys) with
        { Limit = documents.Limit }, children);
}

/// <summary>The documents that match a query.</summary>
internal sealed class FilterAggregator(JsonElement query) : IAggregator
{
    public IEnumerable<JsonElement> Queries => [query];

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children) =>
        WriteBucket(writer, documents.Where(index => index.Queries.Read(query)), children);

    /// <summary>Writes the number of documents, and the sub-aggregations.</summary>
    public static void WriteBucket(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        writer.WriteNumber("doc_count", documents.Count);
        Aggregation.Write(writer, children, documents);
    }
}

/// <summary>A bucket for each of several queries.</summary>
internal sealed class FiltersAggregator : IAggregator
{
    private readonly IReadOnlyList<(string? Key, JsonElement Query)> _filters;
    private readonly string? _other;
    private readonly bool _isKeyed;

    private FiltersAggregator(IReadOnlyList<(string?, JsonElement)> filters, string? other, bool isKeyed) =>
        (_filters, _other, _isKeyed) = (filters, other, isKeyed);

    public IEnumerable<JsonElement> Queries => _filters.Select(filter => filter.Query);

    public static FiltersAggregator Read(AggregationOptions options)
    {
        options.Check("filters", "other_bucket", "other_bucket_key", "keyed");
        var filters = options["filters"];
        List<(string?, JsonElement)> read = filters.ValueKind switch
        {
            JsonValueKind.Array => [.. filters.EnumerateArray().Select(filter => ((string?)null, filter.Clone()))],
            JsonValueKind.Object => [.. filters.EnumerateObject().Select(filter => (filter.Name, filter.Value.Clone()))],
            _ => throw NodeException.IllegalArgument("[filters] cannot be empty."),
        };
        var other = options.Text("other_bucket_key") ?? (options.Flag("other_bucket") ? "_other_" : null);
        return new FiltersAggregator(read, other, filters.ValueKind == JsonValueKind.Object);
    }

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        Buckets.Start(writer, _isKeyed);
        var found = new HashSet<(AtomicReader, int)>();
        foreach (var (key, query) in _filters)
        {
            var matching = documents.Where(index => index.Queries.Read(query));
            if (_other is not null)
            {
                found.UnionWith(matching.Segments.SelectMany(
                    segment => segment.Documents.Select(document => (segment.Leaf.AtomicReader, document))));
            }

            Write(writer, key, matching, children);
        }

        if (_other is not null)
        {
            var rest = documents.Where(segment => document => !found.Contains((segment.Leaf.AtomicReader, document)));
            Write(writer, _isKeyed ? _other : null, rest, children);
        }

        Buckets.End(writer, _isKeyed);
    }

    private static void Write(Utf8JsonWriter writer, string? key, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        Buckets.StartOne(writer, key, documents);
        FilterAggregator.WriteBucket(writer, documents, children);
        writer.WriteEndObject();
    }
}

/// <summary>The documents without a value in a field.</summary>
internal sealed class MissingAggregator(AggregatedField field) : IAggregator
{
    public static MissingAggregator Read(AggregationOptions options) => new(options.Check("field", "missing").Field());

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = field.Find(documents.Indices);
        var matching = mapped is null ? documents : documents.Where(segment =>
        {
            var reader = segment.Leaf.AtomicReader;
            var present = reader.GetDocsWithField(mapped.Name);
            return document => field.Missing is null && present?.Get(document) is not true;
        });
        FilterAggregator.WriteBucket(writer, matching, children);
    }
}
