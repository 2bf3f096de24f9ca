using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Connectra.Batches;

/// <summary>
/// Cleans the rows of JSON batches by the rules of their columns, as the API and the import do. Rows of CSV batches are
/// cleaned by the rules of the Go service.
/// </summary>
internal static class BatchCleaning
{
    /// <summary>Cleans a row. Values of a wrong type are unchanged, because they are reported when the row is read.</summary>
    public static JsonElement Clean(JsonElement row, EntityFields entity, string path, List<VqlFault> faults)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return row;
        }

        Dictionary<string, JsonNode?>? changes = null;
        foreach (var member in row.EnumerateObject())
        {
            if (NameOf(member) is not { } name || !entity.TryGetColumn(name.ToLowerInvariant(), out var column)
                || CleanedOf(column, member.Value) is not { } cleaned)
            {
                continue;
            }

            if (cleaned.Reading is Reading.Rejected or Reading.FirstOfSeveral)
            {
                var message = cleaned.IsRejected ? cleaned.Explanation! : "contains several values: send one";
                faults.Add(new VqlFault($"{path}.{column.Name}", message, VqlFaultCode.InvalidJson));
            }
            else
            {
                (changes ??= [])[name] = cleaned.Value;
            }
        }

        return changes is null ? row : Changed(row, changes);
    }

    // Returns null if the value needs no cleaning. Empty strings and lists are kept, because the Go service distinguishes them
    // from null.
    private static Cleaned<JsonNode>? CleanedOf(Column column, JsonElement value)
    {
        if (column.Type == ColumnType.Text && column.Cleaning != CleaningRule.None && TextOf(value) is { Length: > 0 } text)
        {
            var cleaned = FieldCleaning.CleanText(column, text);
            return cleaned is { Reading: Reading.Literal } && cleaned.Value == text
                ? null
                : new Cleaned<JsonNode>(cleaned.Value, cleaned.Reading, cleaned.Explanation);
        }

        if (column.Type == ColumnType.TextArray && value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().Select(TextOf).ToList() is { Count: > 0 } elements
            && elements.TrueForAll(element => element is not null))
        {
            var cleaned = ListRule.Clean(elements.OfType<string>());
            var list = new JsonArray([.. (cleaned.Value ?? []).Select(element => JsonValue.Create(element))]);
            return new Cleaned<JsonNode>(list, cleaned.Reading, cleaned.Explanation);
        }

        return null;
    }

    // Unchanged values are copied unmodified, including invalid ones.
    private static JsonElement Changed(JsonElement row, Dictionary<string, JsonNode?> changes)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var member in row.EnumerateObject())
            {
                if (NameOf(member) is not { } name)
                {
                    continue;
                }

                writer.WritePropertyName(name);
                if (!changes.TryGetValue(name, out var value))
                {
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
                }
                else if (value is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        using var changed = JsonDocument.Parse(json.WrittenMemory);
        return changed.RootElement.Clone();
    }

    // Returns null for a name with an unpaired surrogate, which is never the name of a column.
    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // Returns null for values that are not strings, and for strings with an unpaired surrogate.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
