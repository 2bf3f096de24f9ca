using System.Text.Json;

namespace Vql.Core.Filters;

/// <summary>
/// Reads lists of values: separated by commas, or as a JSON array of strings, which can contain commas.
/// </summary>
public static class ListText
{
    /// <summary>Returns the values of a list.</summary>
    public static IReadOnlyList<string> Read(string text) =>
        (IReadOnlyList<string>?)ReadJson(text) ?? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Returns null for a text that is not an array of strings. It is then split at commas.
    private static List<string>? ReadJson(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
                ? [.. json.RootElement.EnumerateArray().Select(value => value.GetString()!.Trim())]
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
