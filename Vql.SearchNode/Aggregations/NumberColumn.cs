using System.Buffers.Binary;
using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>
/// The numbers of a field in a segment, in ascending order. Booleans are 0 and 1, and dates are milliseconds. Integers that a
/// <see cref="double"/> cannot represent are exact only as keys.
/// </summary>
internal sealed class NumberColumn
{
    private readonly FieldMapping? _field;
    private readonly NumericDocValues? _single;
    private readonly IBits? _present;
    private readonly BinaryDocValues? _several;
    private readonly SortedSetDocValues? _terms;
    private readonly BytesRef _buffer = new();
    private readonly double? _missing;
    private readonly long _missingKey;
    private long[] _keys = new long[1];
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
        _missingKey = long.TryParse(field.Missing, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact)
            ? exact
            : (long)_missing.GetValueOrDefault();
    }

    /// <summary>
    /// Returns whether the keys of a field are those of <see cref="double"/>, because it has fractions in one of the indices.
    /// </summary>
    public static bool HasFractions(AggregatedField field, IReadOnlyList<AggregatedIndex> indices)
    {
        var fields = indices.Select(index => index.Queries.Mapping.Find(field.Name)).OfType<FieldMapping>().ToList();
        return fields.Exists(mapped => mapped.Type == FieldType.Double)
            || (field.Missing is { } missing && !double.IsInteger(Parse(fields.FirstOrDefault(), missing)));
    }

    /// <summary>Returns the number of a key.</summary>
    public static double NumberOf(long key) => BitConverter.Int64BitsToDouble(Sortable(key));

    /// <summary>Returns the values of a document.</summary>
    public ReadOnlySpan<double> Of(int document)
    {
        var count = Read(document);
        if (count == 0 && _missing is { } missing)
        {
            _values[0] = missing;
            return _values.AsSpan(0, 1);
        }

        if (_values.Length < count)
        {
            _values = new double[count];
        }

        for (var index = 0; index < count; index++)
        {
            _values[index] = HasDoubles ? NumberOf(_keys[index]) : _keys[index];
        }

        return _values.AsSpan(0, count);
    }

    /// <summary>Returns the values of a document as keys: integers, or for a field with fractions keys in the same order.</summary>
    /// <param name="document">The document.</param>
    /// <param name="hasFractions">Whether the field has fractions in one of the indices.</param>
    public ReadOnlySpan<long> KeysOf(int document, bool hasFractions)
    {
        var count = Read(document);
        if (count == 0 && _missing is { } missing)
        {
            _keys[0] = hasFractions ? KeyOf(missing) : _missingKey;
            return _keys.AsSpan(0, 1);
        }

        var keys = _keys.AsSpan(0, count);
        if (hasFractions && !HasDoubles)
        {
            foreach (ref var key in keys)
            {
                key = KeyOf(key);
            }
        }

        return keys;
    }

    /// <summary>Parses a number of a field.</summary>
    /// <exception cref="NodeException">The text is no number.</exception>
    public static double Parse(FieldMapping? field, string text) =>
        field?.Type == FieldType.Boolean && text is "true" or "false" ? (text == "true" ? 1 : 0)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : field?.Type == FieldType.Date && DateValue.Parse(
            text, roundUp: false, DateTimeOffset.UnixEpoch, DateFormat.Of(field), TimeZoneInfo.Utc) is { } date ? date
        : throw NodeException.OfSearch("number_format_exception", $"For input string: \"{text}\"");

    private bool HasDoubles => _field?.Type == FieldType.Double;

    // The bits of doubles, in their order: those of negative ones are inverted.
    private static long Sortable(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    private static long KeyOf(double value) => Sortable(BitConverter.DoubleToInt64Bits(value));

    private int Read(int document) => _terms is not null ? ReadTerms(document) : ReadNumbers(document);

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

        _keys[0] = KeyOfStored(_single.Get(document));
        return 1;
    }

    private int ReadSeveral()
    {
        var count = _buffer.Length / sizeof(long);
        if (_keys.Length < count)
        {
            _keys = new long[count];
        }

        for (var index = 0; index < count; index++)
        {
            _keys[index] = KeyOfStored(BinaryPrimitives.ReadInt64BigEndian(
                _buffer.Bytes.AsSpan(_buffer.Offset + (index * sizeof(long)), sizeof(long))));
        }

        _keys.AsSpan(0, count).Sort();
        return count;
    }

    private int ReadTerms(int document)
    {
        _terms!.SetDocument(document);
        var count = 0;
        for (var ordinal = _terms.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = _terms.NextOrd())
        {
            _terms.LookupOrd(ordinal, _buffer);
            _keys = _keys.Length > count ? _keys : [_keys[0], 0];
            _keys[count++] = _buffer.Length == "true".Length ? 1 : 0;
        }

        return count;
    }

    private long KeyOfStored(long stored) => HasDoubles ? Sortable(stored) : stored;
}
