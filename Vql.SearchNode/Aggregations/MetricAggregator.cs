using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>The count, minimum, maximum, sum, and average of the values of a field, or one of them.</summary>
internal sealed class MetricAggregator(string kind, AggregatedField field, DateFormat? format) : IAggregator
{
    private static readonly string[] Members = ["count", "min", "max", "avg", "sum"];

    public static MetricAggregator Read(AggregationOptions options, string kind)
    {
        options.Check("field", "missing", "format");
        return new MetricAggregator(kind, options.Field(), options.Text("format") is { } format ? DateFormat.Read(format) : null);
    }

    public bool HasBuckets => false;

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = field.Find(documents.Indices);
        if (mapped?.Type == FieldType.Keyword && kind != "value_count")
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"Field [{field.Name}] of type [{mapped.TypeName}] is not supported for aggregation [{kind}]");
        }

        var values = mapped?.Type == FieldType.Keyword ? [Count(documents)] : Compute(documents);
        if (kind != "stats")
        {
            Write(writer, "value", kind, values, kind == "value_count" ? null : mapped);
            return;
        }

        foreach (var member in Members)
        {
            Write(writer, member, member, values, member == "count" ? null : mapped);
        }
    }

    /// <summary>Returns a value to sort buckets by: that of the aggregation, or a member of <c>stats</c>.</summary>
    public double ValueOf(DocumentSets documents, string? member) => Value(member ?? kind, Compute(documents)) ?? double.NegativeInfinity;

    private void Write(Utf8JsonWriter writer, string member, string metric, double[] values, FieldMapping? mapped)
    {
        if (Value(metric, values) is not { } value)
        {
            writer.WriteNull(member);
            return;
        }

        if (metric is "count" or "value_count")
        {
            writer.WriteNumber(member, (long)value);
            return;
        }

        writer.WriteNumber(member, value);
        if (Printed.Text(mapped, value, format, null) is { } text)
        {
            writer.WriteString(member == "value" ? "value_as_string" : $"{member}_as_string", text);
        }
    }

    private static double? Value(string metric, double[] values) => metric switch
    {
        "count" or "value_count" => values[0],
        "sum" => values[3],
        _ when values[0] == 0 => null,
        "min" => values[1],
        "max" => values[2],
        _ => values[3] / values[0],
    };

    private double[] Compute(DocumentSets documents)
    {
        var (count, min, max, sum) = (0L, double.PositiveInfinity, double.NegativeInfinity, new KahanSum());
        foreach (var segment in documents.Segments)
        {
            var column = new NumberColumn(segment, field);
            foreach (var document in segment.Documents)
            {
                foreach (var value in column.Of(document))
                {
                    count++;
                    (min, max) = (Math.Min(min, value), Math.Max(max, value));
                    sum.Add(value);
                }
            }
        }

        return [count, min, max, sum.Value];
    }

    private double Count(DocumentSets documents)
    {
        var count = 0L;
        foreach (var segment in documents.Segments)
        {
            if (segment.Leaf.AtomicReader.GetSortedSetDocValues(field.Name + LuceneDocument.ValuesSuffix) is not { } values)
            {
                continue;
            }

            foreach (var document in segment.Documents)
            {
                values.SetDocument(document);
                while (values.NextOrd() != SortedSetDocValues.NO_MORE_ORDS)
                {
                    count++;
                }
            }
        }

        return count;
    }
}

/// <summary>The number of different values of a field.</summary>
internal sealed class CardinalityAggregator(AggregatedField field) : IAggregator
{
    public static CardinalityAggregator Read(AggregationOptions options)
    {
        options.Check("field", "missing", "precision_threshold", "execution_hint");
        return options.Number("precision_threshold", 0) < 0
            ? throw NodeException.IllegalArgument("[precisionThreshold] must be greater than or equal to 0.")
            : new CardinalityAggregator(options.Field());
    }

    public bool HasBuckets => false;

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var isTerm = field.Find(documents.Indices)?.Type == FieldType.Keyword;
        var (terms, numbers) = (new HashSet<BytesRef>(), new HashSet<long>());
        var hasFractions = NumberColumn.HasFractions(field, documents.Indices);
        foreach (var segment in documents.Segments)
        {
            if (isTerm)
            {
                TermsAggregator.ForEachTerm(segment, field, (_, term) => terms.Add(term));
                continue;
            }

            var column = new NumberColumn(segment, field);
            foreach (var document in segment.Documents)
            {
                foreach (var key in column.KeysOf(document, hasFractions))
                {
                    numbers.Add(key);
                }
            }
        }

        writer.WriteNumber("value", terms.Count + numbers.Count);
    }
}
