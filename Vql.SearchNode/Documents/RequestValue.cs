using System.Globalization;
using System.Text.Json;

namespace Vql.SearchNode.Documents;

/// <summary>
/// Reads scalar values of requests as Elasticsearch does: numbers and Booleans may be strings, fractions of integers are dropped, and
/// each kind of invalid value has its own error type.
/// </summary>
internal static class RequestValue
{
    private const NumberStyles Style = NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite);

    /// <summary>Reads a 32-bit integer.</summary>
    /// <exception cref="NodeException">The value is not a number, or out of range.</exception>
    public static int Int(JsonElement value) => (int)Integer(value, int.MinValue, int.MaxValue, "integer");

    /// <summary>Reads a 64-bit integer.</summary>
    /// <exception cref="NodeException">The value is not a number, or out of range.</exception>
    public static long Long(JsonElement value) => (long)Integer(value, long.MinValue, long.MaxValue, "long");

    /// <summary>Reads a floating-point number, which can be infinite.</summary>
    /// <exception cref="NodeException">The value is not a number.</exception>
    public static float Float(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => float.Parse(value.GetRawText(), Style, CultureInfo.InvariantCulture),
        JsonValueKind.String => float.TryParse(JsonText.Of(value), Style, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NotANumber(JsonText.Of(value)),
        _ => throw NotNumeric(value),
    };

    /// <summary>Reads a Boolean. An empty string is false.</summary>
    /// <exception cref="NodeException">The value is not a Boolean.</exception>
    public static bool Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => JsonText.Of(value) switch
        {
            "true" => true,
            "false" or "" => false,
            var text => throw NodeException.IllegalArgument($"Failed to parse value [{text}] as only [true] or [false] are allowed."),
        },
        _ => throw NodeException.Content($"Current token ({TokenOf(value)}) not of boolean type"),
    };

    /// <summary>Reads a string. Numbers and Booleans have their JSON text.</summary>
    /// <exception cref="NodeException">The value is null, an array, or an object.</exception>
    public static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object
            ? throw NodeException.IllegalArgument($"Expected text but found {TokenOf(value)}")
            : JsonText.ScalarOf(value)!;

    /// <summary>Reads a string, or an array of strings. Numbers and Booleans have their JSON text.</summary>
    /// <exception cref="NodeException">A value is null, an array, or an object.</exception>
    public static string[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [Text(value)];

    /// <summary>The name that errors use for the type of a value.</summary>
    public static string TokenOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "VALUE_NULL",
        JsonValueKind.True or JsonValueKind.False => "VALUE_BOOLEAN",
        JsonValueKind.Number => "VALUE_NUMBER",
        JsonValueKind.String => "VALUE_STRING",
        JsonValueKind.Array => "START_ARRAY",
        _ => "START_OBJECT",
    };

    private static double Integer(JsonElement value, double min, double max, string type)
    {
        var isString = value.ValueKind == JsonValueKind.String;
        if (!isString && value.ValueKind != JsonValueKind.Number)
        {
            throw NotNumeric(value);
        }

        var text = isString ? JsonText.Of(value) : value.GetRawText();
        return !double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? throw NotANumber(text)
            : number >= min && number <= max ? Math.Truncate(number)
            : isString ? throw NodeException.IllegalArgument($"Value [{text}] is out of range for an {type}")
            : throw NodeException.Content($"Numeric value ({text}) out of range of {type}");
    }

    private static NodeException NotANumber(string text) =>
        new(400, "number_format_exception", text.Length == 0 ? "empty String" : $"For input string: \"{text}\"");

    private static NodeException NotNumeric(JsonElement value) =>
        NodeException.Content($"Current token ({TokenOf(value)}) not numeric, can not use numeric value accessors");
}
