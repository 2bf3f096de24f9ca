using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Documents;

/// <summary>Guesses the mapping of document members that a dynamic mapping does not contain yet, as Elasticsearch does.</summary>
internal static class DynamicFields
{
    private const int KeywordLength = 256;

    private static readonly DateFormat Iso = DateFormat.Read("strict_date_optional_time");
    private static readonly DateFormat Slashes = DateFormat.Read("yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis");

    /// <summary>Returns a mapping with the new fields of a document. Null if there are none.</summary>
    public static JsonObject? Of(IndexMapping mapping, ReadOnlyMemory<byte> source)
    {
        try
        {
            using var document = JsonDocument.Parse(source);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && Properties(mapping, document.RootElement, "") is { Count: > 0 } added
                ? new JsonObject { ["properties"] = added }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The write reports the error.
            return null;
        }
    }

    private static JsonObject Properties(IndexMapping mapping, JsonElement parent, string prefix)
    {
        var properties = new JsonObject();
        foreach (var member in parent.EnumerateObject())
        {
            if (FieldNames.IsValid(member.Name, prefix.Length == 0) && !mapping.BySource.ContainsKey(prefix + member.Name)
                && Field(mapping, member.Value, prefix + member.Name) is { } field)
            {
                properties[member.Name] = field;
            }
        }

        return properties;
    }

    // The first value of an array decides. Null and empty arrays have no type yet.
    private static JsonObject? Field(IndexMapping mapping, JsonElement value, string name) => value.ValueKind switch
    {
        // The write reports a value in place of an object.
        not (JsonValueKind.Object or JsonValueKind.Array) when mapping.Objects.Contains(name) => null,
        JsonValueKind.Object => Properties(mapping, value, $"{name}.") is { Count: > 0 } inner
            ? new JsonObject { ["properties"] = inner }
            : null,
        JsonValueKind.Array =>
            value.EnumerateArray().Select(element => Field(mapping, element, name)).FirstOrDefault(guess => guess is not null),
        JsonValueKind.True or JsonValueKind.False => new JsonObject { ["type"] = "boolean" },
        JsonValueKind.Number => new JsonObject { ["type"] = value.TryGetInt64(out _) ? "long" : "float" },
        JsonValueKind.String => DateOf(JsonText.Of(value)) ?? Text(),
        _ => null,
    };

    private static JsonObject Text() => new()
    {
        ["type"] = "text",
        ["fields"] = new JsonObject { ["keyword"] = new JsonObject { ["type"] = "keyword", ["ignore_above"] = KeywordLength } },
    };

    // Dates are recognized with at least a year and a month, or with slashes. Digits alone are no date.
    private static JsonObject? DateOf(string text) =>
        text.Length < "0000-00".Length || text[4] is not ('-' or '/') ? null
        : DateValue.ParseStored(text, Iso) is not null ? new JsonObject { ["type"] = "date" }
        : DateValue.ParseStored(text, Slashes) is not null ? new JsonObject { ["type"] = "date", ["format"] = Slashes.Text }
        : null;
}
