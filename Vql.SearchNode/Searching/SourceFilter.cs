using System.Text.Json;

namespace Vql.SearchNode.Searching;

/// <summary>Selects the members of the document source that a response contains.</summary>
internal sealed class SourceFilter
{
    private readonly string[]? _includes;
    private readonly string[] _excludes;

    private SourceFilter(bool isWanted, string[]? includes, string[] excludes)
    {
        IsWanted = isWanted;
        _includes = includes;
        _excludes = excludes;
    }

    public bool IsWanted { get; }

    public static SourceFilter Everything { get; } = new(true, null, []);

    private static SourceFilter Nothing { get; } = new(false, null, []);

    /// <summary>Whether the body disables stored fields, which includes the source.</summary>
    public static bool LoadsNothing(JsonElement body) =>
        body.TryGetProperty("stored_fields", out var fields) && fields.ValueKind == JsonValueKind.String && fields.ValueEquals("_none_"u8);

    public static SourceFilter Read(JsonElement body)
    {
        if (!body.TryGetProperty("_source", out var source))
        {
            return body.TryGetProperty("stored_fields", out _) ? Nothing : Everything;
        }

        if (source.ValueKind != JsonValueKind.False && LoadsNothing(body))
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [stored_fields] cannot be disabled if [_source] is requested;");
        }

        return source.ValueKind switch
        {
            JsonValueKind.False => Nothing,
            JsonValueKind.True => Everything,
            JsonValueKind.Object => new SourceFilter(
                true, Names(source, "includes") ?? Names(source, "include"), Names(source, "excludes") ?? []),
            _ => new SourceFilter(true, Names(source), []),
        };
    }

    public void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> source)
    {
        if (_includes is null && _excludes.Length == 0)
        {
            writer.WriteRawValue(source.Span, skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        using var document = JsonDocument.Parse(source);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if ((_includes is null || Array.Exists(_includes, name => Matches(name, member.Name)))
                && !Array.Exists(_excludes, name => Matches(name, member.Name)))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static bool Matches(string pattern, string name) =>
        pattern == "*" || pattern == name
        || (pattern.EndsWith('*') && name.StartsWith(pattern.AsSpan(..^1), StringComparison.Ordinal));

    private static string[]? Names(JsonElement source, string member) =>
        source.TryGetProperty(member, out var names) ? Names(names) : null;

    private static string[] Names(JsonElement names) => names.ValueKind == JsonValueKind.Array
        ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
        : [names.GetString()!];
}
