using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>Writes the order of a query. <see cref="OrderReader"/> reads it.</summary>
internal static class OrderWriter
{
    /// <summary>Writes the member <c>order_by</c>. Nothing for the default order.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<VqlOrder> order)
    {
        if (order.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("order_by");
        foreach (var member in order)
        {
            writer.WriteStartObject();
            writer.WriteString("order_by", member.Field);
            writer.WriteString("order_direction", member.Descending ? "desc" : "asc");
            if (member.MissingFirst)
            {
                writer.WriteString("missing", "first");
            }

            WriteScores(writer, member.Scores);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteScores(Utf8JsonWriter writer, IReadOnlyList<VqlScore> scores)
    {
        if (scores.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("scores");
        foreach (var score in scores)
        {
            writer.WriteStartArray();
            foreach (var tier in score.Tiers)
            {
                writer.WriteStartObject();
                writer.WriteNumber("weight", tier.Weight);
                writer.WritePropertyName("where");
                VqlWriter.WriteWhere(writer, tier.Where);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
