using System.Globalization;
using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>The variance of the values of a field, besides their count, minimum, maximum, sum, and average.</summary>
internal sealed class ExtendedStatsAggregator(AggregatedField field, double sigma) : IAggregator
{
    private const double DefaultSigma = 2;

    public static ExtendedStatsAggregator Read(AggregationOptions options)
    {
        options.Check("field", "missing", "sigma");
        var sigma = options.Text("sigma") is not { } text ? DefaultSigma
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw AggregationOptions.Unparsable("[extended_stats] failed to parse field [sigma]");
        return sigma < 0
            ? throw AggregationOptions.Unparsable($"[sigma] must be greater than or equal to 0. Found [{sigma}] in [{options.Name}]")
            : new ExtendedStatsAggregator(options.Field(), sigma);
    }

    public bool HasBuckets => false;

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = Numbers.FieldOf(field, documents, "extended_stats");
        if (mapped?.Type is FieldType.Date or FieldType.Boolean)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"this node does not support [extended_stats] on fields of the type [{mapped.TypeName}]");
        }

        var (sum, squares) = (new KahanSum(), new KahanSum());
        var (count, min, max) = (0L, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in Numbers.Of(field, documents))
        {
            count++;
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
            sum.Add(value);
            squares.Add(value * value);
        }

        var spread = squares.Value - (sum.Value * sum.Value / count);
        var (population, sampling) = (Math.Max(0, spread / count), count == 1 ? double.NaN : Math.Max(0, spread / (count - 1)));
        writer.WriteNumber("count", count);
        var isEmpty = count == 0;
        Numbers.Write(writer, "min", isEmpty ? null : min);
        Numbers.Write(writer, "max", isEmpty ? null : max);
        Numbers.Write(writer, "avg", isEmpty ? null : sum.Value / count);
        Numbers.Write(writer, "sum", sum.Value);
        Numbers.Write(writer, "sum_of_squares", isEmpty ? null : squares.Value);
        foreach (var (name, variance) in new[] { ("", population), ("_population", population), ("_sampling", sampling) })
        {
            Numbers.Write(writer, $"variance{name}", isEmpty ? null : variance);
            Numbers.Write(writer, $"std_deviation{name}", isEmpty ? null : Math.Sqrt(variance));
        }

        writer.WriteStartObject("std_deviation_bounds");
        foreach (var (name, variance) in new[] { ("", population), ("_population", population), ("_sampling", sampling) })
        {
            Numbers.Write(writer, $"upper{name}", isEmpty ? null : (sum.Value / count) + (sigma * Math.Sqrt(variance)));
            Numbers.Write(writer, $"lower{name}", isEmpty ? null : (sum.Value / count) - (sigma * Math.Sqrt(variance)));
        }

        writer.WriteEndObject();
    }
}

/// <summary>The percentiles of the values of a field. They are exact, as those of Elasticsearch for few values are.</summary>
internal sealed class PercentilesAggregator(
    AggregatedField field, IReadOnlyList<double> percents, bool isKeyed, DateFormat? format) : IAggregator
{
    private static readonly double[] DefaultPercents = [1, 5, 25, 50, 75, 95, 99];

    public static PercentilesAggregator Read(AggregationOptions options)
    {
        options.Check("field", "missing", "percents", "keyed", "format", "tdigest");
        if (options["tdigest"] is { ValueKind: not JsonValueKind.Undefined } digest
            && (digest.ValueKind != JsonValueKind.Object || digest.EnumerateObject().Any(
                option => option.Name is not ("compression" or "execution_hint"))))
        {
            throw AggregationOptions.Unparsable("[percentiles] failed to parse field [tdigest]");
        }

        var percents = options["percents"];
        return new PercentilesAggregator(
            options.Field(),
            percents.ValueKind == JsonValueKind.Undefined ? DefaultPercents
                : percents.ValueKind != JsonValueKind.Array || percents.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.Number)
                    ? throw AggregationOptions.Unparsable("[percentiles] failed to parse field [percents]")
                : percents.GetArrayLength() == 0 ? throw AggregationOptions.Unparsable("[percents] must not be empty: [percentiles]")
                : [.. percents.EnumerateArray().Select(one => Checked(one.GetDouble())).Order()],
            options["keyed"].ValueKind == JsonValueKind.Undefined || options.Flag("keyed"),
            options.Text("format") is { } format ? DateFormat.Read(format) : null);
    }

    public bool HasBuckets => false;

    public string TypeOf(IReadOnlyList<AggregatedIndex> indices, string kind) => "tdigest_percentiles";

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = Numbers.FieldOf(field, documents, "percentiles");
        double[] values = [.. Numbers.Of(field, documents)];
        Array.Sort(values);
        if (isKeyed)
        {
            writer.WriteStartObject("values");
        }
        else
        {
            writer.WriteStartArray("values");
        }

        foreach (var percent in percents)
        {
            Write(writer, percent, values.Length == 0 ? null : At(values, percent), mapped);
        }

        if (isKeyed)
        {
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteEndArray();
        }
    }

    private void Write(Utf8JsonWriter writer, double percent, double? value, FieldMapping? mapped)
    {
        var key = Printed.Number(percent);
        var text = value is { } number ? Printed.Text(mapped, number, format, null) : null;
        if (!isKeyed)
        {
            writer.WriteStartObject();
            writer.WriteNumber("key", percent);
        }

        Numbers.Write(writer, isKeyed ? key : "value", value);
        if (text is not null)
        {
            writer.WriteString(isKeyed ? $"{key}_as_string" : "value_as_string", text);
        }

        if (!isKeyed)
        {
            writer.WriteEndObject();
        }
    }

    private static double Checked(double percent) => percent is >= 0 and <= 100
        ? percent
        : throw AggregationOptions.Unparsable($"the percent must be in the range [0.0, 100.0], got [{percent}]: [percentiles]");

    // A percentile between two values is interpolated.
    private static double At(double[] sorted, double percent)
    {
        var position = percent / 100 * (sorted.Length - 1);
        var low = (int)Math.Floor(position);
        return low + 1 >= sorted.Length ? sorted[^1] : sorted[low] + ((position - low) * (sorted[low + 1] - sorted[low]));
    }
}

/// <summary>The numbers of a field in a bucket, and how responses show them.</summary>
internal static class Numbers
{
    /// <summary>Returns the field of an aggregation of numbers. Null if it is not mapped.</summary>
    /// <exception cref="NodeException">The field has no numbers.</exception>
    public static FieldMapping? FieldOf(AggregatedField field, DocumentSets documents, string kind) =>
        field.Find(documents.Indices) is { Type: FieldType.Keyword } mapped
            ? throw NodeException.OfSearch("illegal_argument_exception",
                $"Field [{field.Name}] of type [{mapped.TypeName}] is not supported for aggregation [{kind}]")
            : field.Find(documents.Indices);

    /// <summary>Returns all numbers.</summary>
    public static IEnumerable<double> Of(AggregatedField field, DocumentSets documents)
    {
        foreach (var segment in documents.Segments)
        {
            var column = new NumberColumn(segment, field);
            foreach (var document in segment.Documents)
            {
                // Spans cannot live across iterations.
                foreach (var value in column.Of(document).ToArray())
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>Writes a number. One that JSON does not have is a string.</summary>
    public static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is not { } number)
        {
            writer.WriteNull(name);
        }
        else if (double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteString(name, double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        }
    }
}

/// <summary>A sum with Kahan's compensation of rounding errors, as in Elasticsearch.</summary>
internal sealed class KahanSum
{
    private double _lost;

    public double Value { get; private set; }

    public void Add(double value)
    {
        var corrected = value - _lost;
        var next = Value + corrected;
        (_lost, Value) = (next - Value - corrected, next);
    }
}
