using System.Globalization;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Dsl;

/// <summary>Writes a total order and the place of a cursor in it.</summary>
internal sealed class Order(EntityFields entity, IReadOnlyList<VqlOrder> order)
{
    /// <summary>Writes the sort keys.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("sort");
        foreach (var member in order)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(member.IsRelevance ? "_score" : member.Field);
            writer.WriteString("order", member.Descending ? "desc" : "asc");

            // Every row has a relevance.
            if (member is { MissingFirst: true, IsRelevance: false })
            {
                writer.WriteString("missing", "_first");
                if (entity[member.Field].IsArray)
                {
                    // By default, Elasticsearch selects the value by the sort direction.
                    writer.WriteString("mode", member.SortsByMaximum ? "max" : "min");
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the place that a list continues after. Nothing for the first page.</summary>
    public void WriteAfter(Utf8JsonWriter writer, IReadOnlyList<string?> cursor)
    {
        if (cursor.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("search_after");
        for (var index = 0; index < cursor.Count; index++)
        {
            if (entity[order[index].Field].Kind is FieldKind.Number or FieldKind.Date)
            {
                writer.WriteNumberValue(cursor[index] is { } number
                    ? long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                    : MissingNumber(order[index]));
            }
            else
            {
                writer.WriteStringValue(cursor[index]);
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>Returns the sort value that Elasticsearch uses for a missing number or date.</summary>
    public static long MissingNumber(VqlOrder member) =>
        member.Descending == member.MissingFirst ? long.MaxValue : long.MinValue;
}
