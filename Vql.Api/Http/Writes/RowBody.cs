using System.Text;
using System.Text.Json;
using Vql.Core.Aliases;
using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>The body of a write, read by the catalogue's columns: values cleaned by the columns' rules, or all that is wrong.</summary>
internal sealed class RowBody
{
    /// <summary>The most bytes of a text or of a list's element. PostgreSQL's indexes take a little more.</summary>
    public const int LongestText = 2000;

    private const int MostElements = 1000;
    private const int LongestUuid = 128;

    private readonly EntityFields _entity;
    private readonly List<ParameterFault> _faults = [];
    private readonly List<ColumnValue> _values = [];
    private CleaningOptions _options;

    private RowBody(EntityFields entity) => _entity = entity;

    /// <summary>The identity it gives; null for none.</summary>
    public string? Uuid { get; private set; }

    public IReadOnlyList<ColumnValue> Values => _values;

    /// <summary>What is wrong, by JSON path.</summary>
    public IReadOnlyList<ParameterFault> Faults => _faults;

    /// <summary>The text it gives for a column; null for none.</summary>
    public string? Text(string column) => _values.Find(value => value.Column.Name == column)?.Value as string;

    public static RowBody Read(ReadOnlyMemory<byte> json, EntityFields entity)
    {
        var body = new RowBody(entity);
        try
        {
            using var document = JsonDocument.Parse(json);
            body.ReadMembers(document.RootElement);
        }
        catch (JsonException)
        {
            body.Fault("$", $"cannot be read: send a JSON object of a {entity.Entity.ToString().ToLowerInvariant()}");
        }

        return body;
    }

    private void ReadMembers(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Fault("$", $"must be an object, not {NameOf(root)}");
            return;
        }

        // Phone numbers without a country code are read as those of the row's country.
        _options = new CleaningOptions(root.TryGetProperty("country", out var country) && country.ValueKind == JsonValueKind.String ? RegionOf(country) : null);
        var columns = SingleRows.Writable(_entity).ToDictionary(column => column.Name);
        var seen = new HashSet<string>();
        foreach (var member in root.EnumerateObject())
        {
            var path = $"$.{member.Name}";
            if (!seen.Add(member.Name))
            {
                Fault(path, "is there twice");
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
        var near = Spelling.Nearest(name, known);
        Fault(path, name == "text_search" ? "is not kept: send address, city, state and country"
            : _entity.TryGetColumn(name, out _) ? "is set by the server and cannot be written"
            : near is null ? "is no member that can be written"
            : $"is no member that can be written: did you mean \"{near}\"?");
    }

    private void ReadUuid(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null || ReadText(path, value) is not { } text)
        {
            return;
        }

        if (text.Length > LongestUuid || text.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
        {
            Fault(path, $"must be 1 to {LongestUuid} letters, digits, - and _, since it stands in addresses");
        }

        Uuid = text;
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

    // Negative numbers are unknown ones, as they were in the original.
    private long? ReadNumber(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            return number < 0 ? null : number;
        }

        Fault(path, value.ValueKind == JsonValueKind.Number ? "must be a whole number of at most 64 bits" : $"must be a whole number, not {NameOf(value)}");
        return null;
    }

    private string[]? ReadList(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(path, $"must be an array of strings, not {NameOf(value)}");
            return null;
        }

        if (value.GetArrayLength() > MostElements)
        {
            Fault(path, $"has {value.GetArrayLength()} elements: {MostElements} is the most");
            return null;
        }

        var index = 0;
        var elements = value.EnumerateArray().Select(element => ReadText($"{path}[{index++}]", element)).OfType<string>().ToList();
        return ListRule.Clean(elements).Value is { } list ? [.. list] : null;
    }

    // Null for a blank one.
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
            Fault(path, "holds half of a surrogate pair");
            return null;
        }

        if (Encoding.UTF8.GetByteCount(text) > LongestText)
        {
            Fault(path, $"is longer than {LongestText} bytes");
        }

        return text.Length == 0 ? null : text;
    }

    // Of several values the caller knows which one is meant; an import does not.
    private string? Clean(string path, Column column, string text)
    {
        var cleaned = FieldCleaning.CleanText(column, text, _options);
        if (cleaned.Reading is Reading.Rejected or Reading.FirstOfSeveral)
        {
            Fault(path, cleaned.IsRejected ? cleaned.Explanation! : "holds several values: send one");
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
            // Half of a surrogate pair, which is named where the member itself is read.
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
