using System.Globalization;
using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>Buckets of intervals: their keys, their order, and those without documents.</summary>
internal sealed class IntervalBuckets
{
    private readonly AggregationOptions _options;
    private readonly AggregatedField _field;
    private readonly bool _isKeyed;
    private readonly long _minCount;
    private readonly (bool ByCount, bool Descending) _order;

    /// <summary>The field.</summary>
    public AggregatedField Field => _field;

    public IntervalBuckets(AggregationOptions options)
    {
        _options = options;
        _field = options.Field();
        _isKeyed = options.Flag("keyed");
        _minCount = options.MinDocCount(0);
        _order = options["order"] is { ValueKind: JsonValueKind.Object } order && order.GetPropertyCount() == 1
            && order.EnumerateObject().First() is { Name: "_key" or "_count", Value.ValueKind: JsonValueKind.String } key
            ? (key.Name == "_count", key.Value.GetString() == "desc")
            : options["order"].ValueKind == JsonValueKind.Undefined ? (false, false)
            : throw NodeException.IllegalArgument($"this node does not support this [order] in [{options.Kind}]");
    }

    /// <summary>Writes the buckets.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="children">The sub-aggregations.</param>
    /// <param name="isDate">Whether the field must be a date.</param>
    /// <param name="keyOf">Returns the key of the interval of a value.</param>
    /// <param name="next">Returns the key of the interval after another one.</param>
    /// <param name="textOf">Returns the text of a key. Null if there is none.</param>
    public void Write(
        Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children, bool isDate,
        Func<double, double> keyOf, Func<double, double> next, Func<double, string>? textOf)
    {
        if (_field.Find(documents.Indices) is { Type: FieldType.Keyword } mapped)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"Field [{_field.Name}] of type [{mapped.TypeName}] is not supported for aggregation [{_options.Kind}]");
        }

        var buckets = Collect(documents, children.Count > 0, keyOf);
        if (_minCount == 0 && buckets.Count > 0)
        {
            AddEmpty(documents, buckets, next);
        }

        var sorted = buckets.Where(bucket => bucket.Value.Count >= _minCount);
        sorted = _order.Descending ? sorted.Reverse() : sorted;
        sorted = !_order.ByCount ? sorted
            : _order.Descending ? buckets.OrderByDescending(bucket => bucket.Value.Count) : buckets.OrderBy(bucket => bucket.Value.Count);
        Buckets.Start(writer, _isKeyed);
        foreach (var (key, bucket) in sorted)
        {
            Buckets.StartOne(writer, _isKeyed ? textOf?.Invoke(key) ?? Printed.Number(key) : null, documents);
            if (textOf is not null)
            {
                writer.WriteString("key_as_string", textOf(key));
            }

            if (isDate)
            {
                writer.WriteNumber("key", (long)key);
            }
            else
            {
                writer.WriteNumber("key", key);
            }

            Buckets.WriteContent(writer, bucket, documents, children);
            writer.WriteEndObject();
        }

        Buckets.End(writer, _isKeyed);
    }

    private SortedDictionary<double, Bucket> Collect(DocumentSets documents, bool keepsDocuments, Func<double, double> keyOf)
    {
        var buckets = new SortedDictionary<double, Bucket>();
        foreach (var segment in documents.Segments)
        {
            var column = new NumberColumn(segment, _field);
            foreach (var document in segment.Documents)
            {
                var last = double.NaN;
                foreach (var value in column.Of(document))
                {
                    var key = keyOf(value);
                    if (key == last)
                    {
                        continue;
                    }

                    last = key;
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

    private static void AddEmpty(
        DocumentSets documents, SortedDictionary<double, Bucket> buckets, Func<double, double> next)
    {
        var last = buckets.Keys.Last();
        for (var key = buckets.Keys.First(); key < last; key = next(key))
        {
            if (!buckets.ContainsKey(key))
            {
                buckets[key] = documents.Limit.NewBucket(keepsDocuments: false);
            }

            if (buckets.Count > BucketLimit.Max)
            {
                throw NodeException.TooManyBuckets(BucketLimit.Max);
            }
        }
    }
}

/// <summary>A bucket for each interval of numbers.</summary>
internal sealed class HistogramAggregator(IntervalBuckets buckets, double interval, double offset) : IAggregator
{
    public static HistogramAggregator Read(AggregationOptions options)
    {
        options.Check("field", "missing", "interval", "offset", "min_doc_count", "keyed", "order");
        var buckets = new IntervalBuckets(options);
        var interval = Number(options, "interval") ?? 0;
        return interval > 0
            ? new HistogramAggregator(buckets, interval, Number(options, "offset") ?? 0)
            : throw NodeException.IllegalArgument($"[interval] must be >0 for histogram aggregation [{options.Name}]");
    }

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children) => buckets.Write(
        writer, documents, children, isDate: false,
        value => (Math.Floor((value - offset) / interval) * interval) + offset,
        key => (Math.Floor((key + (interval * 1.5) - offset) / interval) * interval) + offset,
        null);

    private static double? Number(AggregationOptions options, string name) => options.Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw AggregationOptions.Unparsable($"[histogram] failed to parse field [{name}]");
}

/// <summary>A bucket for each interval of dates.</summary>
internal sealed class DateHistogramAggregator(IntervalBuckets buckets, DateInterval interval, DateFormat? format) : IAggregator
{
    public static DateHistogramAggregator Read(AggregationOptions options)
    {
        options.Check("field", "missing", "calendar_interval", "fixed_interval", "time_zone", "format", "min_doc_count", "keyed", "order");
        var zone = options.Text("time_zone") is { } name ? DateFormat.Zone(name) : TimeZoneInfo.Utc;
        return new DateHistogramAggregator(
            new IntervalBuckets(options),
            DateInterval.Read(options, zone),
            options.Text("format") is { } format ? DateFormat.Read(format) : null);
    }

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children) => buckets.Write(
        writer, documents, children, isDate: true, value => interval.Start((long)value), key => interval.Next((long)key),
        key => (format ?? DateFormat.Of(buckets.Field.Find(documents.Indices))).Print((long)key, interval.Zone));
}
