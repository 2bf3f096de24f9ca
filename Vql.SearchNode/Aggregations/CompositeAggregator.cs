using System.Text.Json;

namespace Vql.SearchNode.Aggregations;

/// <summary>A bucket for each combination of the values of several fields. Clients read them in pages.</summary>
internal sealed class CompositeAggregator : IAggregator
{
    private const int DefaultSize = 10;

    private readonly IReadOnlyList<CompositeSource> _sources;
    private readonly JsonElement _after;
    private readonly int _size;

    private CompositeAggregator(AggregationOptions options)
    {
        options.Check("sources", "size", "after");
        _sources = options["sources"] is { ValueKind: JsonValueKind.Array } sources
            ? [.. sources.EnumerateArray().Select(CompositeSource.Read)]
            : options["sources"].ValueKind == JsonValueKind.Object ? [CompositeSource.Read(options["sources"])]
            : options["sources"].ValueKind == JsonValueKind.Undefined ? throw NodeException.IllegalArgument("Required [sources]")
            : throw AggregationOptions.Unparsable("[composite] failed to parse field [sources]");
        if (_sources.Count == 0)
        {
            throw AggregationOptions.Unparsable("Composite [sources] cannot be null or empty");
        }

        if (_sources.CountBy(source => source.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } repeated })
        {
            throw AggregationOptions.Unparsable($"Composite source names must be unique, found duplicates: [{repeated}]");
        }

        _size = options.Number("size", DefaultSize);
        if (_size <= 0)
        {
            throw NodeException.IllegalArgument($"[size] must be greater than 0. Found [{_size}] in [{options.Name}]");
        }

        if (_size > BucketLimit.Max)
        {
            throw NodeException.OfSearch("too_many_buckets_exception",
                $"Trying to create too many buckets. Must be less than or equal to: [{BucketLimit.Max}] but was [{_size}].");
        }

        _after = options["after"] is { ValueKind: not JsonValueKind.Undefined } after ? after.Clone() : default;
        if (_after.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
        {
            throw AggregationOptions.Unparsable("[composite] failed to parse field [after]");
        }

        if (_after.ValueKind == JsonValueKind.Object && _after.GetPropertyCount() != _sources.Count)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"[after] has {_after.GetPropertyCount()} value(s) but [sources] has {_sources.Count}");
        }
    }

    public static CompositeAggregator Read(AggregationOptions options) => new(options);

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        foreach (var source in _sources)
        {
            // A text has no keys.
            source.Field.Find(documents.Indices);
        }

        var after = _after.ValueKind == JsonValueKind.Object
            ? _sources.Select(source => source.ReadAfter(
                _after.TryGetProperty(source.Name, out var value) ? value : throw NodeException.OfSearch(
                    "illegal_argument_exception", $"Missing value for [after.{source.Name}]"), documents.Indices)).ToArray()
            : null;
        var buckets = Collect(documents, after, children.Count > 0);
        var page = buckets.Take(_size).ToList();
        if (page.Count > 0)
        {
            WriteKey(writer, "after_key", page[^1].Key);
        }

        writer.WriteStartArray("buckets");
        foreach (var (key, bucket) in page)
        {
            Buckets.StartOne(writer, key: null, documents);
            WriteKey(writer, "key", key);
            Buckets.WriteContent(writer, bucket, documents, children);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private SortedDictionary<object?[], Bucket> Collect(DocumentSets documents, object?[]? after, bool keepsDocuments)
    {
        var order = Comparer<object?[]>.Create(Compare);
        var buckets = new SortedDictionary<object?[], Bucket>(order);
        foreach (var segment in documents.Segments)
        {
            var readers = _sources.Select(source => source.ReaderOf(segment)).ToList();
            foreach (var document in segment.Documents)
            {
                foreach (var key in Combine(readers.ConvertAll(read => read(document))))
                {
                    if (after is not null && order.Compare(key, after) <= 0)
                    {
                        continue;
                    }

                    if (!buckets.TryGetValue(key, out var bucket))
                    {
                        buckets[key] = bucket = documents.Limit.NewBucket(keepsDocuments);
                    }

                    bucket.Add(segment, document);
                }
            }
        }

        return buckets;
    }

    private static IEnumerable<object?[]> Combine(List<IReadOnlyList<object?>> parts)
    {
        IEnumerable<object?[]> keys = [[]];
        return parts.Aggregate(keys, (combined, part) => combined.SelectMany(key => part.Select(value => (object?[])[.. key, value])));
    }

    private int Compare(object?[] left, object?[] right)
    {
        for (var index = 0; index < _sources.Count; index++)
        {
            if (_sources[index].Compare(left[index], right[index]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    private void WriteKey(Utf8JsonWriter writer, string name, object?[] key)
    {
        writer.WriteStartObject(name);
        for (var index = 0; index < key.Length; index++)
        {
            _sources[index].Write(writer, key[index]);
        }

        writer.WriteEndObject();
    }
}
