using System.Globalization;
using System.Text.Json;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Documents;

/// <summary>Converts the JSON values of documents to those of their fields, with the checks of Elasticsearch.</summary>
internal static class FieldValue
{
    private const int PreviewLength = 100;

    /// <exception cref="NodeException">The value is an object.</exception>
    public static string Text(FieldMapping field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Unreadable(field, value),
    };

    /// <summary>Returns a Boolean. An empty text is false.</summary>
    /// <exception cref="NodeException">The value is no Boolean.</exception>
    public static bool Boolean(FieldMapping field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when JsonText.Of(value) is "true" or "false" or "" => JsonText.Of(value) == "true",
        _ => throw Unreadable(field, value, "Failed to parse value as only [true] or [false] are allowed."),
    };

    /// <summary>Returns an integer, or a date in milliseconds. Null for an empty text, which stands for no number.</summary>
    /// <exception cref="NodeException">The value is no number of the field's type, or no date.</exception>
    public static long? Long(FieldMapping field, JsonElement value)
    {
        if (NumberText(field, value) is not { } text)
        {
            return null;
        }

        if (field.Type == FieldType.Date)
        {
            return DateValue.ParseStored(text, DateFormat.Of(field)) ?? throw Unreadable(field, value);
        }

        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw Unreadable(field, value);
        }

        var (min, max) = field.Range;
        var whole = decimal.Truncate(number);
        return whole >= min && whole <= max
            ? (long)whole
            : throw Unreadable(field, value, $"Value [{text}] is out of range for {(field.TypeName == "integer" ? "an" : "a")} " +
                field.TypeName);
    }

    /// <summary>Returns a number as the type of the field stores it. Null for an empty text, which stands for no number.</summary>
    /// <exception cref="NodeException">The value is no finite number of the field's type.</exception>
    public static double? Double(FieldMapping field, JsonElement value)
    {
        if (NumberText(field, value) is not { } text)
        {
            return null;
        }

        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? throw Unreadable(field, value)
            : double.IsFinite(field.Rounded(number)) ? field.Rounded(number)
            : throw Unreadable(field, value, $"[{field.TypeName}] supports only finite values, but got [{text}]");
    }

    private static string? NumberText(FieldMapping field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when JsonText.Of(value) is { Length: 0 } && field.Type != FieldType.Date => null,
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Unreadable(field, value),
    };

    private static NodeException Unreadable(FieldMapping field, JsonElement value, string? reason = null)
    {
        var preview = value.GetRawText();
        return NodeException.BadDocument(
            $"failed to parse field [{field.Name}] of type [{field.TypeName}]. " +
            $"Preview of field's value: '{preview[..Math.Min(preview.Length, PreviewLength)]}'{(reason is null ? "" : $": {reason}")}");
    }
}
