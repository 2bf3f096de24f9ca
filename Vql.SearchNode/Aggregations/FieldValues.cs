using System.Globalization;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>The field of an aggregation, with the value that stands for a missing one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Missing">The value of documents without one. Null to skip them.</param>
internal sealed record AggregatedField(string Name, string? Missing)
{
    /// <summary>Returns the field in the first index that has it. Null if none has.</summary>
    /// <exception cref="NodeException">The field is a text.</exception>
    public FieldMapping? Find(IReadOnlyList<AggregatedIndex> indices)
    {
        FieldMapping? first = null;
        foreach (var field in indices.Select(index => index.Queries.Mapping.Find(Name)).OfType<FieldMapping>())
        {
            if (field.Type == FieldType.Text)
            {
                throw FieldMapping.HasNoFieldData(Name);
            }

            first ??= field;
        }

        return first;
    }
}

/// <summary>The numbers of a field in a segment, in ascending order. Booleans are 0 and 1, and dates are milliseconds.</summary>
internal sealed class NumberColumn
{
    private readonly FieldMapping? _field;
    private readonly NumericDocValues? _single;
    private readonly IBits? _present;
    private readonly BinaryDocValues? _several;
    private readonly SortedSetDocValues? _terms;
    private readonly BytesRef _buffer = new();
    private readonly double? _missing;
    private double[] _values = new double[1];

    public NumberColumn(SegmentDocuments segment, AggregatedField field)
    {
        var reader = segment.Leaf.AtomicReader;
        _field = segment.Index.Queries.Mapping.Find(field.Name);
        _single = reader.GetNumericDocValues(field.Name);
        _present = _single is null ? null : reader.GetDocsWithField(field.Name);
        _several = reader.GetBinaryDocValues(field.Name + LuceneDocument.NumbersSuffix);
        _terms = _field?.Type == FieldType.Boolean ? reader.GetSortedSetDocValues(field.Name + LuceneDocument.ValuesSuffix) : null;
        _missing = field.Missing is { } text ? Parse(_field, text) : null;
    }

    /// <summary>Returns the values of a document.</summary>
    public ReadOnlySpan<double> Of(int document)
    {
        var count = _terms is not null ? ReadTerms(document) : ReadNumbers(document);
        if (count == 0 && _missing is { } missing)
        {
            _values[0] = missing;
            count = 1;
        }

        return _values.AsSpan(0, count);
    }

    /// <summary>Parses a number of a field.</summary>
    /// <exception cref="NodeException">The text is no number.</exception>
    public static double Parse(FieldMapping? field, string text) =>
        field?.Type == FieldType.Boolean && text is "true" or "false" ? (text == "true" ? 1 : 0)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : field?.Type == FieldType.Date && DateValue.Parse(
            text, roundUp: false, DateTimeOffset.UnixEpoch, DateFormat.Of(field), TimeZoneInfo.Utc) is { } date ? date
        : throw NodeException.OfSearch("number_format_exception", $"For input string: \"{text}\"");

    private int ReadNumbers(int document)
    {
        if (_single is null || !_present!.Get(document))
        {
            return 0;
        }

        if (_several is not null)
        {
            _several.Get(document, _buffer);
            if (_buffer.Length > 0)
            {
                return ReadSeveral();
            }
        }

        _values[0] = NumberOf(_single.Get(document));
        return 1;
    }

    private int ReadSeveral()
    {
        var count = _buffer.Length / sizeof(long);
        if (_values.Length < count)
        {
            _values = new double[count];
        }

        for (var index = 0; index < count; index++)
        {
            _values[index] = NumberOf(System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(
                _buffer.Bytes.AsSpan(_buffer.Offset + (index * sizeof(long)), sizeof(long))));
        }

        _values.AsSpan(0, count).Sort();
        return count;
    }

    private int ReadTerms(int document)
    {
        _terms!.SetDocument(document);
        var count = 0;
        for (var ordinal = _terms.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = _terms.NextOrd())
        {
            _terms.LookupOrd(ordinal, _buffer);
            _values = _values.Length > count ? _values : new double[] { _values[0], 0 };
            _values[count++] = _buffer.Length == "true".Length ? 1 : 0;
        }

        return count;
    }

    private double NumberOf(long stored) => _field?.Type == FieldType.Double ? BitConverter.Int64BitsToDouble(stored) : stored;
}

/// <summary>Writes values as Elasticsearch prints those of a field.</summary>
internal static class Printed
{
    /// <summary>Writes a number, and its text if the field has a format.</summary>
    public static void WriteKey(Utf8JsonWriter writer, FieldMapping? field, double value, DateFormat? format, TimeZoneInfo? zone)
    {
        if (field?.Type == FieldType.Double)
        {
            writer.WriteNumber("key", value);
        }
        else
        {
            writer.WriteNumber("key", (decimal)value);
        }

        if (Text(field, value, format, zone) is { } text)
        {
            writer.WriteString("key_as_string", text);
        }
    }

    /// <summary>Returns the text of a date or a Boolean. Null for other types.</summary>
    public static string? Text(FieldMapping? field, double value, DateFormat? format, TimeZoneInfo? zone) => field?.Type switch
    {
        FieldType.Date => (format ?? DateFormat.Of(field)).Print((long)value, zone),
        FieldType.Boolean => value == 0 ? "false" : "true",
        _ => null,
    };

    /// <summary>Returns a number as Java prints it.</summary>
    public static string Number(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 1e7 ? value.ToString("F1", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
