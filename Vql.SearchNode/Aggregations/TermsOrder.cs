using System.Text.Json;

namespace Vql.SearchNode.Aggregations;

/// <summary>The order of the buckets of <c>terms</c>: by the count, the key, or a value of a sub-aggregation.</summary>
internal sealed class TermsOrder
{
    private readonly IReadOnlyList<(string Path, bool Descending)> _keys;
    private readonly IReadOnlyList<Aggregation> _children;

    private TermsOrder(IReadOnlyList<(string, bool)> keys, IReadOnlyList<Aggregation> children) => (_keys, _children) = (keys, children);

    /// <summary>Whether the count of a bucket decides.</summary>
    public bool IsByCount => _keys is [("_count", true)];

    public static TermsOrder Read(JsonElement order, IReadOnlyList<Aggregation> children)
    {
        var keys = order.ValueKind switch
        {
            JsonValueKind.Undefined => [("_count", true)],
            JsonValueKind.Array when order.EnumerateArray().FirstOrDefault().ValueKind is JsonValueKind.Undefined or JsonValueKind.Array =>
                throw AggregationOptions.Unparsable("[terms] failed to parse field [order]"),
            JsonValueKind.Array => [.. order.EnumerateArray().Select(ReadOne)],
            JsonValueKind.Object => new List<(string, bool)> { ReadOne(order) },
            _ => throw AggregationOptions.Unparsable(
                $"[terms] order doesn't support values of type: {Documents.RequestValue.TokenOf(order)}"),
        };
        foreach (var (path, _) in keys.Where(key => !key.Item1.StartsWith('_')))
        {
            _ = Find(children, path) ?? throw NodeException.OfSearch("aggregation_execution_exception",
                $"Invalid aggregation order path [{path}]. The provided aggregation [{path}] either does not exist, or is a pipeline " +
                "aggregation and cannot be used to sort the buckets.");
        }

        return new TermsOrder(keys, children);
    }

    /// <summary>Sorts buckets. The key breaks ties.</summary>
    public List<KeyValuePair<TKey, Bucket>> Sort<TKey>(IEnumerable<KeyValuePair<TKey, Bucket>> buckets, DocumentSets outer)
        where TKey : notnull
    {
        IOrderedEnumerable<KeyValuePair<TKey, Bucket>>? sorted = null;
        foreach (var (path, descending) in _keys)
        {
            sorted = path switch
            {
                "_key" or "_term" => By(buckets, sorted, bucket => bucket.Key, descending),
                "_count" => By(buckets, sorted, bucket => bucket.Value.Count, descending),
                _ => By(buckets, sorted, bucket => ValueOf(bucket.Value.Documents(outer), path), descending),
            };
        }

        return [.. sorted!.ThenBy(bucket => bucket.Key)];
    }

    private double ValueOf(DocumentSets documents, string path) =>
        Find(_children, path)!.ValueOf(documents, path.Contains('.', StringComparison.Ordinal)
            ? path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..] : null);

    private static MetricAggregator? Find(IReadOnlyList<Aggregation> children, string path) =>
        children.FirstOrDefault(child => child.Name == path.Split('.')[0])?.Aggregator as MetricAggregator;

    private static IOrderedEnumerable<KeyValuePair<TKey, Bucket>> By<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, Bucket>> buckets, IOrderedEnumerable<KeyValuePair<TKey, Bucket>>? sorted,
        Func<KeyValuePair<TKey, Bucket>, TValue> value, bool descending) =>
        sorted is null
            ? descending ? buckets.OrderByDescending(value) : buckets.OrderBy(value)
            : descending ? sorted.ThenByDescending(value) : sorted.ThenBy(value);

    private static (string, bool) ReadOne(JsonElement order)
    {
        if (order.ValueKind != JsonValueKind.Object || order.GetPropertyCount() != 1)
        {
            throw NodeException.Parsing("Must specify at least one field for [order]").InMember("terms", "order");
        }

        var member = order.EnumerateObject().First();
        return (member.Name, member.Value.ValueKind == JsonValueKind.String
            && member.Value.GetString()!.ToLowerInvariant() is "asc" or "desc"
            ? member.Value.GetString()!.Equals("desc", StringComparison.OrdinalIgnoreCase)
            : throw NodeException.Parsing($"Unknown order direction [{member.Value}]").InMember("terms", "order"));
    }
}
