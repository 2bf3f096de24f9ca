using System.Text.Json;

namespace Vql.Core.Filters;

/// <summary>
/// The values that one text holds: separated by commas, or a JSON array of strings, whose values may hold commas.
/// </summary>
internal static class ListText
{
    public static IReadOnlyList<string> Read(string text) =>
        (IReadOnlyList<string>?)ReadJson(text) ?? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Null for what is no such array, be it only for the wrong kind of brackets: then it is plain text.
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
