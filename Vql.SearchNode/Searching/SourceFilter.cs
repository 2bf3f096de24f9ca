using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Searching;

/// <summary>Selects the members of the document source that a response contains.</summary>
internal sealed class SourceFilter
{
    private readonly PathPattern[] _includes;
    private readonly PathPattern[] _excludes;
    private readonly bool _hasOnlyNames;

    private SourceFilter(bool isWanted, string[] includes, string[] excludes)
    {
        IsWanted = isWanted;
        _includes = Array.ConvertAll(includes, text => new PathPattern(text));
        _excludes = Array.ConvertAll(excludes, text => new PathPattern(text));
        _hasOnlyNames = _excludes.Length == 0 && Array.TrueForAll(_includes, pattern => pattern.IsName);
    }

    public bool IsWanted { get; }

    public static SourceFilter Everything { get; } = new(true, [], []);

    private static SourceFilter Nothing { get; } = new(false, [], []);

    /// <summary>Whether the body disables stored fields, which includes the source.</summary>
    public static bool LoadsNothing(JsonElement body) =>
        body.TryGetProperty("stored_fields", out var fields) && fields.ValueKind == JsonValueKind.String && fields.ValueEquals("_none_"u8);

    /// <summary>Reads <c>_source</c> of a search request.</summary>
    /// <exception cref="NodeException">The value is invalid.</exception>
    public static SourceFilter Read(JsonElement body)
    {
        if (!body.TryGetProperty("_source", out var source))
        {
            return body.TryGetProperty("stored_fields", out var stored) && !Names(stored).Contains("_source") ? Nothing : Everything;
        }

        if (source.ValueKind != JsonValueKind.False && LoadsNothing(body))
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [stored_fields] cannot be disabled if [_source] is requested;");
        }

        return ReadValue(source);
    }

    /// <summary>Reads a value of <c>_source</c>: a Boolean, names, or an object with includes and excludes.</summary>
    /// <exception cref="NodeException">The value is invalid.</exception>
    public static SourceFilter ReadValue(JsonElement source) => source.ValueKind switch
    {
        JsonValueKind.False => Nothing,
        JsonValueKind.True => Everything,
        JsonValueKind.Object => ReadObject(source),
        _ => new SourceFilter(true, Names(source), []),
    };

    /// <summary>Reads <c>_source</c>, <c>_source_includes</c>, and <c>_source_excludes</c> of a URL.</summary>
    public static SourceFilter Read(IQueryCollection query) => query["_source"].ToString() switch
    {
        "false" => Nothing,
        "" or "true" => new SourceFilter(true, Split(query["_source_includes"]), Split(query["_source_excludes"])),
        var names => new SourceFilter(true, [.. Split(names), .. Split(query["_source_includes"])], Split(query["_source_excludes"])),
    };

    /// <summary>The URL parameters that <see cref="Read(IQueryCollection)"/> reads.</summary>
    public static readonly string[] Parameters = ["_source", "_source_includes", "_source_excludes"];

    public void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> source)
    {
        if (_includes.Length == 0 && _excludes.Length == 0)
        {
            writer.WriteRawValue(source.Span, skipInputValidation: true);
            return;
        }

        using var document = JsonDocument.Parse(source);
        if (!_hasOnlyNames)
        {
            Select(document.RootElement, "", isIncluded: _includes.Length == 0)!.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (Array.Exists(_includes, pattern => member.NameEquals(pattern.Text) || pattern.Text == "*"))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    // Returns the selected part of a value, or null if there is none.
    private JsonNode? Select(JsonElement value, string path, bool isIncluded)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    var inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    var included = isIncluded || Array.Exists(_includes, pattern => pattern.Matches(inner));
                    if (Array.Exists(_excludes, pattern => pattern.Matches(inner)))
                    {
                        continue;
                    }

                    if (member.Value.ValueKind == JsonValueKind.Null && included)
                    {
                        members[member.Name] = null;
                    }
                    else if (Select(member.Value, inner, included) is { } selected)
                    {
                        members[member.Name] = selected;
                    }
                }

                return members.Count > 0 || isIncluded || path.Length == 0 ? members : null;
            case JsonValueKind.Array:
                var elements = new JsonArray();
                foreach (var element in value.EnumerateArray())
                {
                    if (Select(element, path, isIncluded) is { } selected)
                    {
                        elements.Add(selected);
                    }
                }

                return elements.Count > 0 || isIncluded ? elements : null;
            default:
                return isIncluded ? JsonValue.Create(value) : null;
        }
    }

    /// <summary>Whether an object with the fields of a source can have a member.</summary>
    public static bool IsMember(string name) => name is "includes" or "include" or "excludes" or "exclude";

    private static SourceFilter ReadObject(JsonElement source)
    {
        string[] includes = [];
        string[] excludes = [];
        foreach (var member in source.EnumerateObject())
        {
            (includes, excludes) = member.Name switch
            {
                "includes" or "include" => (Names(member.Value), excludes),
                "excludes" or "exclude" => (includes, Names(member.Value)),
                _ => throw NodeException.Parsing($"Unknown key for a START_ARRAY in [{member.Name}]."),
            };
        }

        return new SourceFilter(true, includes, excludes);
    }

    private static string[] Names(JsonElement names) => names.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Array => RequestValue.Texts(names),
        _ => throw NodeException.Parsing(
            "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found another value"),
    };

    private static string[] Split(string? names) => names?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
