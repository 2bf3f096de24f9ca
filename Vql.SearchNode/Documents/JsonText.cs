using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Vql.SearchNode.Documents;

/// <summary>The text of JSON strings, including those that .NET rejects.</summary>
internal static class JsonText
{
    /// <summary>Rejects repeated names. Of two values, one would be ignored silently.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private const int UnitDigits = 4;

    /// <summary>
    /// Returns the text of a string. An escaped surrogate without its other half becomes U+FFFD, as in Lucene.
    /// </summary>
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Repair(JsonMarshal.GetRawUtf8Value(value));
        }
    }

    /// <summary>Returns a string, number, or Boolean as text. Returns null if the value is null or missing.</summary>
    /// <exception cref="NodeException">The value is an object or an array.</exception>
    public static string? ScalarOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Of(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => throw NodeException.Parsing("Failed to parse: expected a value"),
    };

    private static string Repair(ReadOnlySpan<byte> json)
    {
        // Decoding replaces invalid UTF-8 in sources that an older node accepted.
        var raw = Encoding.UTF8.GetString(json);
        var text = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            var isUnit = at + 1 + UnitDigits < raw.Length && raw[at] == '\\' && raw[at + 1] == 'u';
            if (raw[at] == '\\' && !isUnit)
            {
                // Any other escape, such as an escaped backslash, is two characters long.
                text.Append(raw, at++, 2);
                continue;
            }

            if (!isUnit || !char.IsSurrogate(UnitAt(raw, at)))
            {
                text.Append(raw[at]);
                continue;
            }

            var isPair = char.IsHighSurrogate(UnitAt(raw, at)) && IsLowSurrogate(raw, at + 2 + UnitDigits);
            text.Append(isPair ? raw.AsSpan(at, 2 * (2 + UnitDigits)) : "\uFFFD");
            at += (isPair ? 2 : 1) * (2 + UnitDigits) - 1;
        }

        return JsonSerializer.Deserialize<string>(text.ToString())!;
    }

    private static char UnitAt(string raw, int at) =>
        (char)int.Parse(raw.AsSpan(at + 2, UnitDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static bool IsLowSurrogate(string raw, int at) =>
        at + 1 + UnitDigits < raw.Length && raw[at] == '\\' && raw[at + 1] == 'u' && char.IsLowSurrogate(UnitAt(raw, at));
}
