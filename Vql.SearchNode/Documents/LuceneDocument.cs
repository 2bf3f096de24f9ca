using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Mappings;
using FieldType = Vql.SearchNode.Mappings.FieldType;

namespace Vql.SearchNode.Documents;

/// <summary>
/// Converts a JSON source to a Lucene document. The document contains the source, the id, and the version. For each
/// mapped field, it contains the terms, doc values for sorting, and the name of the field for <c>exists</c> queries.
/// The doc values contain the minimum and the maximum separately.
/// </summary>
internal static class LuceneDocument
{
    public const string Id = "_id";
    public const string Version = "_version";
    public const string SequenceNumber = "_seq_no";
    public const string Source = "_source";
    public const string FieldNames = "_field_names";

    /// <summary>The suffix of the doc values with the maximum of a field, for descending sorts.</summary>
    public const string MaxSuffix = "#max";

    /// <summary>The suffix of the doc values with all values of a keyword field, for aggregations.</summary>
    public const string ValuesSuffix = "#all";

    /// <summary>The suffix of the doc values with all values of a number field that has several, for aggregations.</summary>
    public const string NumbersSuffix = "#numbers";

    private const int MaxTermBytes = 32_766;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Converts a JSON source to a Lucene document, without its version.</summary>
    /// <param name="mapping">The mapping of the index.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="source">The source.</param>
    /// <param name="isAccepted">Whether the source was accepted before. Older nodes accepted repeated members and invalid UTF-8.</param>
    /// <exception cref="NodeException">The source is invalid.</exception>
    public static Document Read(IndexMapping mapping, string id, ReadOnlyMemory<byte> source, bool isAccepted = false)
    {
        var document = new Document
        {
            new StringField(Id, id, Field.Store.YES),
            new StoredField(Source, new BytesRef(source.ToArray())),
        };
        using var json = Parse(id, source, isAccepted);
        try
        {
            AddMembers(document, mapping, json.RootElement, path: null);
        }
        catch (InvalidOperationException exception)
        {
            throw NodeException.BadDocument($"failed to parse document with id '{id}': {exception.Message}");
        }

        return document;
    }

    private static void AddMembers(Document document, IndexMapping mapping, JsonElement parent, string? path)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var name = path is null ? member.Name : $"{path}.{member.Name}";
            if (mapping.BySource.TryGetValue(name, out var fields))
            {
                foreach (var field in fields)
                {
                    Add(document, field, member.Value);
                }
            }
            else if (mapping.Objects.Contains(name))
            {
                AddObjects(document, mapping, member.Value, name);
            }
            else if (mapping.Dynamic == DynamicMode.Strict)
            {
                throw NotInMapping(name, path);
            }
        }
    }

    // The members of objects are fields with dotted names, and an array of objects has the values of all its elements.
    private static void AddObjects(Document document, IndexMapping mapping, JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AddMembers(document, mapping, value, name);
                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    AddObjects(document, mapping, element, name);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                throw NodeException.BadDocument(
                    $"object mapping for [{name}] tried to parse field [{name}] as object, but found a concrete value");
        }
    }

    private static NodeException NotInMapping(string name, string? path) => new(400, "strict_dynamic_mapping_exception",
        $"mapping set to strict, dynamic introduction of [{name}] within [{path ?? "_doc"}] is not allowed");

    /// <summary>Adds the version of a document.</summary>
    public static Document WithVersion(this Document document, long version, long sequenceNumber)
    {
        document.Add(new NumericDocValuesField(Version, version));
        document.Add(new NumericDocValuesField(SequenceNumber, sequenceNumber));
        return document;
    }

    private static JsonDocument Parse(string id, ReadOnlyMemory<byte> source, bool isAccepted)
    {
        // The parser does not check the text of strings.
        if (!isAccepted && !Utf8.IsValid(source.Span))
        {
            throw NodeException.BadDocument($"failed to parse document with id '{id}': invalid UTF-8");
        }

        try
        {
            var json = JsonDocument.Parse(source, isAccepted ? default : Strict);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // .NET rejects a name with an unpaired surrogate when it looks for repeated names.
            throw NodeException.BadDocument($"failed to parse document with id '{id}': {exception.Message}");
        }

        throw NodeException.BadDocument($"failed to parse document with id '{id}': expected an object");
    }

    private static void Add(Document document, FieldMapping field, JsonElement value)
    {
        var values = new List<JsonElement>();
        Flatten(value, values);
        if (values.Count == 0)
        {
            return;
        }

        var present = field.Type switch
        {
            FieldType.Text => AddTexts(document, field, values),
            FieldType.Keyword => AddKeywords(document, field, values),
            FieldType.Boolean => AddKeywords(document, field, values),
            FieldType.Double => AddDoubles(document, field, values),
            _ => AddLongs(document, field, values),
        };
        if (present)
        {
            document.Add(new StringField(FieldNames, field.Name, Field.Store.NO));
        }
    }

    private static void Flatten(JsonElement value, List<JsonElement> values)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in value.EnumerateArray())
            {
                Flatten(element, values);
            }
        }
        else if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            values.Add(value);
        }
    }

    private static bool AddTexts(Document document, FieldMapping field, List<JsonElement> values)
    {
        foreach (var value in values)
        {
            document.Add(new TextField(field.Name, TextOf(field, value), Field.Store.NO));
        }

        return true;
    }

    private static bool AddKeywords(Document document, FieldMapping field, List<JsonElement> values)
    {
        BytesRef? min = null;
        BytesRef? max = null;
        foreach (var value in values)
        {
            var text = TextOf(field, value);
            if (text.Length > field.IgnoreAbove)
            {
                continue;
            }

            var bytes = new BytesRef(text);
            if (bytes.Length > MaxTermBytes)
            {
                throw NodeException.BadDocument(
                    $"Document contains at least one immense term in field=\"{field.Name}\" " +
                    $"(whose UTF8 encoding is longer than the max length {MaxTermBytes})");
            }

            document.Add(new StringField(field.Name, text, Field.Store.NO));
            document.Add(new SortedSetDocValuesField(field.Name + ValuesSuffix, bytes));
            min = min is null || bytes.CompareTo(min) < 0 ? bytes : min;
            max = max is null || bytes.CompareTo(max) > 0 ? bytes : max;
        }

        if (min is null)
        {
            return false;
        }

        document.Add(new SortedDocValuesField(field.Name, min));
        document.Add(new SortedDocValuesField(field.Name + MaxSuffix, max));
        return true;
    }

    private static bool AddLongs(Document document, FieldMapping field, List<JsonElement> values)
    {
        var numbers = values.ConvertAll(value => LongOf(field, value));
        foreach (var number in numbers)
        {
            document.Add(new Int64Field(field.Name, number, Field.Store.NO));
        }

        NumberValues.Add(document, field.Name + NumbersSuffix, numbers);
        document.Add(new NumericDocValuesField(field.Name, numbers.Min()));
        document.Add(new NumericDocValuesField(field.Name + MaxSuffix, numbers.Max()));
        return true;
    }

    private static bool AddDoubles(Document document, FieldMapping field, List<JsonElement> values)
    {
        var numbers = values.ConvertAll(value => DoubleOf(field, value));
        foreach (var number in numbers)
        {
            document.Add(new DoubleField(field.Name, number, Field.Store.NO));
        }

        NumberValues.Add(document, field.Name + NumbersSuffix, numbers.ConvertAll(BitConverter.DoubleToInt64Bits));
        document.Add(new DoubleDocValuesField(field.Name, numbers.Min()));
        document.Add(new DoubleDocValuesField(field.Name + MaxSuffix, numbers.Max()));
        return true;
    }

    private static string TextOf(FieldMapping field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Unreadable(field, value),
    };

    private static long LongOf(FieldMapping field, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : value.GetRawText();
        if (field.Type == FieldType.Date)
        {
            return DateValue.Parse(text, roundUp: false, DateTimeOffset.UnixEpoch) ?? throw Unreadable(field, value);
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw Unreadable(field, value);
    }

    private static double DoubleOf(FieldMapping field, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : value.GetRawText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? field.Rounded(number)
            : throw Unreadable(field, value);
    }

    private static NodeException Unreadable(FieldMapping field, JsonElement value)
    {
        var preview = value.GetRawText();
        return NodeException.BadDocument(
            $"failed to parse field [{field.Name}] of type [{field.TypeName}]. " +
            $"Preview of field's value: '{preview[..Math.Min(preview.Length, 100)]}'");
    }
}
