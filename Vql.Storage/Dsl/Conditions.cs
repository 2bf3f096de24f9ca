using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>
/// Writes conditions in their normal form. Like the conditions in SQL, it has a method for each kind of clause.
/// </summary>
internal sealed class Conditions(Utf8JsonWriter writer, EntityFields entity)
{
    private readonly TextConditions _text = new(writer, entity);

    public void Write(VqlWhere where)
    {
        writer.WriteStartObject();
        if (where.IsEverything)
        {
            writer.WriteStartObject("match_all");
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartObject("bool");
            WriteMust(where);
            WriteFilter(where);
            WriteMustNot(where);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Only text matches are scored, so the other clauses are filters.
    private void WriteMust(VqlWhere where)
    {
        if (where.TextMatches.Must.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("must");
        foreach (var alternatives in where.TextMatches.Must.GroupBy(match => match.Field))
        {
            WriteAnyOf(alternatives, _text.Write);
        }

        writer.WriteEndArray();
    }

    private void WriteFilter(VqlWhere where)
    {
        if (where.KeywordMatch.Must.Count + where.RangeQuery.Must.Count
            + where.Exists.Count + where.AnyOf.Count + where.AllOf.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("filter");
        WriteClauses(where.KeywordMatch.Must, where.RangeQuery.Must, where.Exists);
        if (where.AnyOf.Count > 0)
        {
            WriteAnyOf(where.AnyOf, Write);
        }

        WriteEach(where.AllOf, Write);
        writer.WriteEndArray();
    }

    private void WriteMustNot(VqlWhere where)
    {
        if (!where.HasExclusions)
        {
            return;
        }

        writer.WriteStartArray("must_not");
        WriteEach(where.TextMatches.MustNot, _text.Write);
        WriteClauses(where.KeywordMatch.MustNot, where.RangeQuery.MustNot, where.Missing);
        WriteEach(where.NoneOf, Write);
        writer.WriteEndArray();
    }

    private void WriteClauses(IReadOnlyList<KeywordMatch> keywords, IReadOnlyList<RangeMatch> ranges, IReadOnlyList<string> fields)
    {
        WriteEach(keywords, WriteKeyword);
        WriteEach(ranges, WriteRange);
        WriteEach(fields, WriteExists);
    }

    private void WriteAnyOf<T>(IEnumerable<T> alternatives, Action<T> write)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool");
        writer.WriteStartArray("should");
        WriteEach(alternatives, write);
        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match", 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteEach<T>(IEnumerable<T> items, Action<T> write)
    {
        foreach (var item in items)
        {
            write(item);
        }
    }

    private void WriteExists(string field)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("exists");
        writer.WriteString("field", field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteKeyword(KeywordMatch match)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(match.IsList ? "terms" : "term");
        writer.WritePropertyName(match.Field);
        VqlWriter.WriteKeywordValues(writer, match);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Elasticsearch rejects fractions of milliseconds in numbers. If one bound is a number, it reads all bounds as milliseconds.
    private static RangeMatch WithTextBounds(RangeMatch match) =>
        match.Bounds.All(bound => IsWhole(bound.Value)) || !match.Bounds.Any(bound => bound.Value.Kind == VqlValueKind.Number)
            ? match
            : match with { Bounds = [.. match.Bounds.Select(AsText)] };

    private static RangeBound AsText(RangeBound bound) => bound.Value.Kind == VqlValueKind.Number
        ? bound with { Value = VqlValue.Of(DateExpression.OfNumber(bound.Value.Text)) }
        : bound;

    private static bool IsWhole(VqlValue value) => value.Kind == VqlValueKind.Number
        && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private void WriteRange(RangeMatch match)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("range");
        writer.WritePropertyName(match.Field);
        VqlWriter.WriteBounds(writer, entity[match.Field].Kind == FieldKind.Date ? WithTextBounds(match) : match);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
