using System.Text.Json;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>
/// Writes a query whose scores are the relevance: the sum of the weights of the first tier of each score that a row matches.
/// <c>Conditions</c> in SQL computes the same sum.
/// </summary>
internal static class Relevance
{
    public static void Write(Utf8JsonWriter writer, Conditions conditions, VqlWhere where, IReadOnlyList<VqlScore> scores)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool");
        writer.WritePropertyName("filter");
        conditions.Write(where);
        if (scores.Count > 0)
        {
            writer.WriteStartArray("should");
            foreach (var score in scores)
            {
                WriteScore(writer, conditions, score);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // The weights descend, so the maximum is that of the first tier.
    private static void WriteScore(Utf8JsonWriter writer, Conditions conditions, VqlScore score)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("dis_max");
        writer.WriteStartArray("queries");
        foreach (var tier in score.Tiers)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("constant_score");
            writer.WritePropertyName("filter");
            conditions.Write(tier.Where);
            writer.WriteNumber("boost", tier.Weight);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
