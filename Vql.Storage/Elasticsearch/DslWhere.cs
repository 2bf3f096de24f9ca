using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Core.Text;

namespace Vql.Storage.Elasticsearch;

/// <summary>Writes the conditions of a query, one method for each kind of clause.</summary>
internal sealed class DslWhere(Utf8JsonWriter writer, EntityFields entity)
{
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
            writer.WriteStartObject();
            writer.WriteStartObject("bool");
            writer.WriteStartArray("should");
            foreach (var match in alternatives)
            {
                WriteText(match);
            }

            writer.WriteEndArray();
            writer.WriteNumber("minimum_should_match", 1);
            writer.WriteEndObject();
            writer.WriteEndObject();
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
        foreach (var match in where.KeywordMatch.Must)
        {
            WriteKeyword(match);
        }

        foreach (var match in where.RangeQuery.Must)
        {
            WriteRange(match);
        }

        foreach (var field in where.Exists)
        {
            WriteExists(field);
        }

        if (where.AnyOf.Count > 0)
        {
            WriteAnyOf(where.AnyOf);
        }

        foreach (var group in where.AllOf)
        {
            Write(group);
        }

        writer.WriteEndArray();
    }

    private void WriteAnyOf(IReadOnlyList<VqlWhere> groups)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool");
        writer.WriteStartArray("should");
        foreach (var group in groups)
        {
            Write(group);
        }

        writer.WriteEndArray();
        writer.WriteNumber("minimum_should_match", 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteMustNot(VqlWhere where)
    {
        if (where.TextMatches.MustNot.Count + where.KeywordMatch.MustNot.Count + where.RangeQuery.MustNot.Count
            + where.Missing.Count + where.NoneOf.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("must_not");
        foreach (var match in where.TextMatches.MustNot)
        {
            WriteText(match);
        }

        foreach (var match in where.KeywordMatch.MustNot)
        {
            WriteKeyword(match);
        }

        foreach (var match in where.RangeQuery.MustNot)
        {
            WriteRange(match);
        }

        foreach (var field in where.Missing)
        {
            WriteExists(field);
        }

        foreach (var group in where.NoneOf)
        {
            Write(group);
        }

        writer.WriteEndArray();
    }

    private void WriteExists(string field)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("exists");
        writer.WriteString("field", field);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteText(TextMatch match)
    {
        var kind = entity[match.Field].Kind;
        var isText = kind == FieldKind.Text;
        match = isText ? match with { Text = AsIndexed(entity[match.Field], match) } : match;
        writer.WriteStartObject();
        switch (match.Type)
        {
            case SearchType.Exact:
                WriteClause("match_phrase", match.Field, "query", match.Text, () => writer.WriteNumber("slop", match.Slop));
                break;
            case SearchType.Shuffle:
                WriteClause("match", match.Field, "query", match.Text, () =>
                {
                    WriteOperator(match);
                    // Elasticsearch rejects fuzziness on numbers and dates, even 0.
                    if (kind is FieldKind.Text or FieldKind.Keyword)
                    {
                        WriteFuzziness(match.Fuzzy);
                    }
                });
                break;
            case SearchType.Substring:
                WriteClause("match", match.Field + IndexDefinition.NgramSuffix, "query", match.Text, () => WriteOperator(match));
                break;
            case SearchType.Prefix when isText:
                WriteClause("match_bool_prefix", match.Field, "query", match.Text, () => WriteOperator(match));
                break;
            case SearchType.Prefix:
                WriteClause("prefix", match.Field, "value", match.Text, null);
                break;
            default:
                WriteClause("wildcard", match.Field, "value", isText ? match.Text.ToLowerInvariant() : match.Text, null);
                break;
        }

        writer.WriteEndObject();
    }

    // Texts are indexed in NFC, and symbols in words are indexed as letters. A wildcard pattern matches words as they are
    // indexed.
    private static string AsIndexed(Field field, TextMatch match)
    {
        var text = CanonicalForms.Compose(match.Text);
        return field.EncodesSymbols && match.Type != SearchType.Wildcard ? SymbolRules.Apply(text) : text;
    }

    private void WriteClause(string query, string field, string member, string text, Action? writeRest)
    {
        writer.WriteStartObject(query);
        writer.WriteStartObject(field);
        writer.WriteString(member, text);
        writeRest?.Invoke();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteOperator(TextMatch match) => writer.WriteString("operator", match.Operator == MatchOperator.Or ? "or" : "and");

    private void WriteFuzziness(bool fuzzy)
    {
        if (fuzzy)
        {
            writer.WriteString("fuzziness", "AUTO");
        }
        else
        {
            writer.WriteNumber("fuzziness", 0);
        }
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
