using System.Globalization;
using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>The field of an aggregation, with the value that stands for a missing one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Missing">The value of documents without one. Null to skip them.</param>
internal sealed record AggregatedField(string Name, string? Missing)
{
    /// <summary>Returns the field in the first index that has it. Null if none has.</summary>
    /// <exception cref="NodeException">The field is a text.</exception>
    public FieldMapping? Find(IReadOnlyList<AggregatedIndex> indices)
    {
        FieldMapping? first = null;
        foreach (var field in indices.Select(index => index.Queries.Mapping.Find(Name)).OfType<FieldMapping>())
        {
            if (field.Type == FieldType.Text)
            {
                throw FieldMapping.HasNoFieldData(Name);
            }

            first ??= field;
        }

        return first;
    }
}

/// <summary>Writes values as Elasticsearch prints those of a field.</summary>
internal static class Printed
{
    /// <summary>Writes a number, and its text if the field has a format.</summary>
    public static void WriteKey(Utf8JsonWriter writer, FieldMapping? field, double value, DateFormat? format, TimeZoneInfo? zone)
    {
        if (field?.Type == FieldType.Double)
        {
            writer.WriteNumber("key", value);
        }
        else
        {
            writer.WriteNumber("key", (decimal)value);
        }

        if (Text(field, value, format, zone) is { } text)
        {
            writer.WriteString("key_as_string", text);
        }
    }

    /// <summary>Writes an integer, and its text if the field has a format.</summary>
    public static void WriteKey(Utf8JsonWriter writer, FieldMapping? field, long value, DateFormat? format)
    {
        writer.WriteNumber("key", value);
        if (Text(field, value, format, null) is { } text)
        {
            writer.WriteString("key_as_string", text);
        }
    }

    /// <summary>Returns the text of a date or a Boolean. Null for other types.</summary>
    public static string? Text(FieldMapping? field, double value, DateFormat? format, TimeZoneInfo? zone) => field?.Type switch
    {
        FieldType.Date => (format ?? DateFormat.Of(field)).Print((long)value, zone),
        FieldType.Boolean => value == 0 ? "false" : "true",
        _ => null,
    };

    /// <summary>Returns a number as Java prints it.</summary>
    public static string Number(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1e7 ? value.ToString("F1", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
