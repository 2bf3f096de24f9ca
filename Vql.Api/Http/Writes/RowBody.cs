using System.Text;
using System.Text.Json;
using Vql.Api.Requests;
using Vql.Core.Aliases;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>The body of a write. Values are cleaned by the rules of their columns.</summary>
internal sealed class RowBody
{
    /// <summary>The maximum size of a text or a list element in bytes. The indexes of PostgreSQL limit it.</summary>
    public const int MaxTextBytes = 2000;

    private const int MaxElements = 1000;
    private const string Root = "$";

    private static readonly string[] UuidFormats = ["D", "N"];

    private readonly EntityFields _entity;
    private readonly string? _knownUuid;
    private readonly string _path;
    private readonly List<ParameterFault> _faults = [];
    private readonly List<ColumnValue> _values = [];
    private CleaningOptions _options;

    private RowBody(EntityFields entity, string? knownUuid, string path) =>
        (_entity, _knownUuid, _path) = (entity, knownUuid, path);

    /// <summary>The UUID in the body; null for none.</summary>
    public string? Uuid { get; private set; }

    public IReadOnlyList<ColumnValue> Values => _values;

    /// <summary>The errors, by JSON path.</summary>
    public IReadOnlyList<ParameterFault> Faults => _faults;

    /// <summary>Returns the JSON path of a member.</summary>
    public string PathOf(string member) => $"{_path}.{member}";

    /// <summary>Returns the text for a column; null for none.</summary>
    public string? Text(string column) => _values.Find(value => value.Column.Name == column)?.Value as string;

    /// <summary>Reads a body.</summary>
    /// <param name="json">The body.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="knownUuid">The UUID of the row that is updated, which may be of an import; null for a new row.</param>
    public static RowBody Read(ReadOnlyMemory<byte> json, EntityFields entity, string? knownUuid = null)
    {
        var body = new RowBody(entity, knownUuid, Root);
        try
        {
            using var document = JsonDocument.Parse(json);
            body.ReadMembers(document.RootElement);
        }
        catch (JsonException)
        {
            body.Fault(Root, $"is not valid JSON: send an object with the members of a {entity.Entity.ToString().ToLowerInvariant()}");
        }
        catch (InvalidOperationException)
        {
            body.Fault(Root, MemberNames.InvalidName);
        }

        return body;
    }

    /// <summary>Reads a row that is a part of a body.</summary>
    /// <param name="row">The row.</param>
    /// <param name="path">The JSON path of the row.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="knownUuid">The UUID of the row that is updated, which may be of an import; null for a new row.</param>
    public static RowBody Read(JsonElement row, string path, EntityFields entity, string? knownUuid = null)
    {
        var body = new RowBody(entity, knownUuid, path);
        body.ReadMembers(row);
        return body;
    }

    private void ReadMembers(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fault(_path, $"must be an object, not {NameOf(root)}");
            return;
        }

        // Phone numbers without a country code belong to the country of the row.
        var hasCountry = root.TryGetProperty("country", out var country) && country.ValueKind == JsonValueKind.String;
        _options = new CleaningOptions(hasCountry ? RegionOf(country) : null);
        var columns = SingleRows.Writable(_entity).ToDictionary(column => column.Name);
        var seen = new HashSet<string>();
        foreach (var member in root.EnumerateObject())
        {
            var path = PathOf(member.Name);
            if (!seen.Add(member.Name))
            {
                Fault(path, "occurs twice");
            }
            else if (member.Name == "uuid")
            {
                ReadUuid(path, member.Value);
            }
            else if (columns.TryGetValue(member.Name, out var column))
            {
                _values.Add(new ColumnValue(column, ReadValue(path, column, member.Value)));
            }
            else
            {
                FaultUnknown(path, member.Name, columns.Keys);
            }
        }
    }

    private void FaultUnknown(string path, string name, IEnumerable<string> known)
    {
        Fault(path, name == "text_search" ? "is not stored: send address, city, state and country"
            : _entity.TryGetColumn(name, out _) ? "is set by the server and cannot be written"
            : $"is not a member that can be written{Suggestion.Of(name, known)}");
    }

    private void ReadUuid(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null || ReadText(path, value) is not { } text)
        {
            return;
        }

        // Other texts could be the name of a route, such as count, and the row could not be read.
        var isUuid = Array.Exists(UuidFormats, format => Guid.TryParseExact(text, format, out _));
        if (!isUuid && text != _knownUuid)
        {
            Fault(path, "must be a UUID such as 3f1caf18-d090-5721-bb34-67240acd9e07");
        }

        // UUIDs are compared as texts.
        Uuid = isUuid && text != _knownUuid ? text.ToLowerInvariant() : text;
    }

    private object? ReadValue(string path, Column column, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return column.Type switch
        {
            ColumnType.BigInt => ReadNumber(path, value),
            ColumnType.TextArray => ReadList(path, value),
            _ => ReadText(path, value) is { } text ? Clean(path, column, text) : null,
        };
    }

    // Negative numbers mean unknown, as in the original API.
    private long? ReadNumber(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && Whole(value) is { } number)
        {
            return number < 0 ? null : number;
        }

        Fault(path, value.ValueKind == JsonValueKind.Number ? "must be a 64-bit integer" : $"must be a whole number, not {NameOf(value)}");
        return null;
    }

    // JSON has one type of numbers: 12.0 and 1.2e1 are whole. Null for others.
    private static long? Whole(JsonElement value) =>
        value.TryGetInt64(out var number) ? number
        : value.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue ? (long)exact
        : null;

    private string[]? ReadList(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(path, $"must be an array of strings, not {NameOf(value)}");
            return null;
        }

        if (value.GetArrayLength() > MaxElements)
        {
            Fault(path, $"must have at most {MaxElements} elements, not {value.GetArrayLength()}");
            return null;
        }

        var index = 0;
        var elements = value.EnumerateArray().Select(element => ReadText($"{path}[{index++}]", element)).OfType<string>().ToList();
        return ListRule.Clean(elements).Value is { } list ? [.. list] : null;
    }

    // Null for a blank text.
    private string? ReadText(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(path, $"must be a string, not {NameOf(value)}");
            return null;
        }

        string text;
        try
        {
            text = value.GetString()!.Trim();
        }
        catch (InvalidOperationException)
        {
            Fault(path, "contains an unpaired surrogate");
            return null;
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
        {
            Fault(path, $"must be at most {MaxTextBytes} bytes long");
        }

        return text.Length == 0 ? null : text;
    }

    // An import uses the first of several values; here, the caller must choose one.
    private string? Clean(string path, Column column, string text)
    {
        if (column.Cleaning == CleaningRule.None && text.Contains('\0', StringComparison.Ordinal))
        {
            // PostgreSQL cannot store this character.
            Fault(path, "contains the character U+0000");
            return null;
        }

        var cleaned = FieldCleaning.CleanText(column, text, _options);
        if (cleaned.Reading is Reading.Rejected or Reading.FirstOfSeveral)
        {
            Fault(path, cleaned.IsRejected ? cleaned.Explanation! : "contains several values: send one");
        }

        return cleaned.Value;
    }

    private static string? RegionOf(JsonElement country)
    {
        try
        {
            return ValueAliases.RegionOf(country.GetString());
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, which is reported when the member itself is read.
            return null;
        }
    }

    private void Fault(string path, string message) => _faults.Add(new ParameterFault(path, message));

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
