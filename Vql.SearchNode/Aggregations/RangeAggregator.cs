using System.Globalization;
using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>A bucket for each of several ranges of numbers or dates. The start is inclusive, the end is exclusive.</summary>
internal sealed class RangeAggregator : IAggregator
{
    private readonly AggregationOptions _options;
    private readonly AggregatedField _field;
    private readonly bool _isDate;
    private readonly bool _isKeyed;
    private readonly DateFormat? _format;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<(string? Key, string? From, string? To)> _ranges;

    private RangeAggregator(AggregationOptions options, bool isDate)
    {
        (_options, _isDate) = (options, isDate);
        _field = options.Field();
        _isKeyed = options.Flag("keyed");
        _format = options.Text("format") is { } format ? DateFormat.Read(format) : null;
        _zone = options.Text("time_zone") is { } zone ? DateFormat.Zone(zone) : TimeZoneInfo.Utc;
        _ranges = options["ranges"] switch
        {
            { ValueKind: JsonValueKind.Array } ranges when ranges.GetArrayLength() > 0 => [.. ranges.EnumerateArray().Select(ReadRange)],
            { ValueKind: JsonValueKind.Array or JsonValueKind.Undefined } => throw NodeException.OfSearch("illegal_argument_exception",
                $"No [ranges] specified for the [{options.Name}] aggregation"),
            _ => throw options.WrongType("ranges"),
        };
    }

    public static RangeAggregator Read(AggregationOptions options, bool isDate) =>
        new(isDate ? options.Check("field", "missing", "ranges", "keyed", "format", "time_zone")
            : options.Check("field", "missing", "ranges", "keyed", "format"), isDate);

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = _field.Find(documents.Indices);
        if (mapped?.Type is FieldType.Keyword or FieldType.Boolean || (_isDate && mapped is { Type: not FieldType.Date }))
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"Field [{_field.Name}] of type [{mapped.TypeName}] is not supported for aggregation [{_options.Kind}]");
        }

        var format = _format ?? DateFormat.Of(mapped);
        var now = documents.Indices.Count > 0 ? documents.Indices[0].Queries.Now : DateTimeOffset.UnixEpoch;
        var ranges = _ranges.Select(range =>
            (range.Key, From: Bound(range.From, now, format, double.NegativeInfinity),
                To: Bound(range.To, now, format, double.PositiveInfinity)))
            .OrderBy(range => range.From).ThenBy(range => range.To)
            .Select(range => (range.Key, range.From, range.To, Bucket: new Bucket(children.Count > 0))).ToList();
        Collect(documents, ranges);
        Buckets.Start(writer, _isKeyed);
        foreach (var (name, from, to, bucket) in ranges)
        {
            var key = name ?? $"{Text(from, format)}-{Text(to, format)}";
            Buckets.StartOne(writer, _isKeyed ? key : null, documents);
            if (!_isKeyed)
            {
                writer.WriteString("key", key);
            }

            WriteBound(writer, "from", from, format);
            WriteBound(writer, "to", to, format);
            Buckets.WriteContent(writer, bucket, documents, children);
            writer.WriteEndObject();
        }

        Buckets.End(writer, _isKeyed);
    }

    private void Collect(DocumentSets documents, List<(string? Key, double From, double To, Bucket Bucket)> ranges)
    {
        foreach (var segment in documents.Segments)
        {
            var column = new NumberColumn(segment, _field);
            foreach (var document in segment.Documents)
            {
                var values = column.Of(document);
                foreach (var (_, from, to, bucket) in ranges)
                {
                    foreach (var value in values)
                    {
                        if (value >= from && value < to)
                        {
                            bucket.Add(segment, document);
                            break;
                        }
                    }
                }
            }
        }
    }

    private (string?, string?, string?) ReadRange(JsonElement range)
    {
        if (range.ValueKind != JsonValueKind.Object)
        {
            throw AggregationOptions.Unparsable($"[{_options.Kind}] failed to parse field [ranges]");
        }

        foreach (var member in range.EnumerateObject())
        {
            if (member.Name is not ("key" or "from" or "to"))
            {
                throw AggregationOptions.Unparsable($"[{_options.Kind}] failed to parse field [ranges]");
            }

            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.True or JsonValueKind.False)
            {
                throw AggregationOptions.Unparsable($"[{_options.Kind}] failed to parse field [ranges]");
            }
        }

        var read = new AggregationOptions(_options.Name, _options.Kind, range);
        return (read.Text("key"), read.Text("from"), read.Text("to"));
    }

    private double Bound(string? text, DateTimeOffset now, DateFormat format, double open) => text is null ? open
        : _isDate && DateValue.Parse(text, roundUp: false, now, format, _zone) is { } date ? date
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : !_isDate ? throw NodeException.OfSearch("number_format_exception", $"For input string: \"{text}\"")
        : throw NodeException.OfSearch("parse_exception",
            $"failed to parse date field [{text}] with format [{format.Text}]");

    private string Text(double bound, DateFormat format) => double.IsInfinity(bound) ? "*"
        : _isDate ? format.Print((long)bound, _zone)
        : Printed.Number(bound);

    private void WriteBound(Utf8JsonWriter writer, string name, double bound, DateFormat format)
    {
        if (double.IsInfinity(bound))
        {
            return;
        }

        writer.WriteNumber(name, bound);
        if (_isDate)
        {
            writer.WriteString($"{name}_as_string", Text(bound, format));
        }
    }
}
