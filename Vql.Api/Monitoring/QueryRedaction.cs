using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vql.Core.Language;

namespace Vql.Api.Monitoring;

/// <summary>Writes queries as JSON without their values, which can be names, email addresses and phone numbers.</summary>
internal static class QueryRedaction
{
    private const string Placeholder = "?";

    // Shared, so that equal matches are equal records.
    private static readonly IReadOnlyList<VqlValue> Placeholders = [VqlValue.Of(Placeholder)];

    /// <summary>Returns the shape of a query: each value and each list of values is a placeholder, and equal matches are one.</summary>
    public static string ShapeOf(VqlQuery query) => Write(query, _ => Placeholder, _ => Placeholders);

    /// <summary>Returns a query with the length of each value, and the number of values of each list.</summary>
    public static string ExampleOf(VqlQuery query) => Write(query, Describe, Describe);

    private static string Describe(string text) => string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters");

    private static IReadOnlyList<VqlValue> Describe(IReadOnlyList<VqlValue> values) =>
        [VqlValue.Of(values.Count == 1 ? Describe(values[0].Text) : string.Create(CultureInfo.InvariantCulture, $"{values.Count} values"))];

    private static string Write(
        VqlQuery query, Func<string, string> text, Func<IReadOnlyList<VqlValue>, IReadOnlyList<VqlValue>> values)
    {
        var redacted = new VqlQuery
        {
            Where = Redact(query.Where, text, values),
            // The scores repeat the words of the search.
            OrderBy = [.. query.OrderBy.Select(member => member with { Scores = [] })],
            Facets = [.. query.Facets.Select(facet => facet with { Prefix = null })],
            Total = query.Total,
        };
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, redacted);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static VqlWhere Redact(
        VqlWhere where, Func<string, string> text, Func<IReadOnlyList<VqlValue>, IReadOnlyList<VqlValue>> values)
    {
        return new VqlWhere(
            Distinct(where.TextMatches.Select(match => match with { Text = text(match.Text), Slop = 0 })),
            Distinct(where.KeywordMatch.Select(match => match with { Values = values(match.Values) })),
            where.RangeQuery.Select(match => match with
            {
                Bounds = [.. match.Bounds.Select(bound => bound with { Value = VqlValue.Of(text(bound.Value.Text)) })],
            }))
        {
            Exists = where.Exists,
            Missing = where.Missing,
            AnyOf = [.. where.AnyOf.Select(group => Redact(group, text, values))],
            AllOf = [.. where.AllOf.Select(group => Redact(group, text, values))],
            NoneOf = [.. where.NoneOf.Select(group => Redact(group, text, values))],
        };
    }

    private static Clauses<T> Distinct<T>(Clauses<T> clauses) => new([.. clauses.Must.Distinct()], [.. clauses.MustNot.Distinct()]);
}
