using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>Writes matches of words. Elasticsearch analyzes the texts.</summary>
internal sealed class TextConditions(Utf8JsonWriter writer, EntityFields entity)
{
    public void Write(TextMatch match)
    {
        var kind = entity[match.Field].Kind;
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
                        WriteFuzziness(match);
                    }
                });
                break;
            case SearchType.Substring:
                WriteClause("match", match.Field + Field.NgramSuffix, "query", match.Text, () => WriteOperator(match));
                break;
            case SearchType.Contains:
                WriteContains(match);
                break;
            case SearchType.Prefix when kind == FieldKind.Text:
                WriteClause("match_bool_prefix", match.Field, "query", match.Text, () => WriteOperator(match));
                break;
            case SearchType.Prefix:
                WriteClause("prefix", match.Field, "value", match.Text, null);
                break;
            default:
                WriteClause("wildcard", match.Field, "value", match.Text, null);
                break;
        }

        writer.WriteEndObject();
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

    // Each part must occur in a word, not necessarily in the same one. A text may have no parts without its accents.
    private void WriteContains(TextMatch match)
    {
        var patterns = ContainedText.PatternsOf(entity[match.Field], match.Text);
        if (patterns.Count == 0)
        {
            writer.WriteStartObject("match_none");
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartObject("bool");
        writer.WriteStartArray(match.Operator == MatchOperator.Or ? "should" : "must");
        foreach (var pattern in patterns)
        {
            writer.WriteStartObject();
            WriteClause("wildcard", match.Field, "value", pattern, null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteFuzziness(TextMatch match)
    {
        if (match is { Fuzzy: true, FuzzyMinLength: TextMatch.DefaultFuzzyMinLength })
        {
            writer.WriteString("fuzziness", "AUTO");
        }
        else if (match.Fuzzy)
        {
            var (low, high) = (match.FuzzyMinLength, match.FuzzyMinLength + TextMatch.DefaultFuzzyMinLength);
            writer.WriteString("fuzziness", string.Create(CultureInfo.InvariantCulture, $"AUTO:{low},{high}"));
        }
        else
        {
            writer.WriteNumber("fuzziness", 0);
        }
    }
}
