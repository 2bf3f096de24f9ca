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
                        WriteFuzziness(match.Fuzzy);
                    }
                });
                break;
            case SearchType.Substring:
                WriteClause("match", match.Field + Field.NgramSuffix, "query", match.Text, () => WriteOperator(match));
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
}
