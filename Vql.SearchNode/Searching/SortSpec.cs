using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Searching;

/// <summary>A sort order, with the conversion of its values to and from JSON.</summary>
internal sealed class SortSpec
{
    private const string IndexOrder = "_shard_doc";

    private readonly List<(string Name, FieldType? Type, SortField Field)> _members;

    private SortSpec(List<(string, FieldType?, SortField)> members)
    {
        _members = members;
        Lucene = new Sort([.. members.Select(member => member.Item3)]);
    }

    public Sort Lucene { get; }

    /// <summary>Whether the order contains the score.</summary>
    public bool UsesScores => _members.Exists(member => member.Field.Type == SortFieldType.SCORE);

    /// <summary>Reads <c>sort</c>. Returns null if the body has no such member: the order is by score.</summary>
    /// <param name="body">The search request.</param>
    /// <param name="mapping">The mapping of the index.</param>
    /// <param name="inPointInTime">
    /// Whether a point in time is searched. If so, <c>_shard_doc</c> is appended to the order as a tiebreaker, unless
    /// the number of values in <c>search_after</c> shows that the caller sorts without it.
    /// </param>
    public static SortSpec? Read(JsonElement body, IndexMapping mapping, bool inPointInTime)
    {
        if (!body.TryGetProperty("sort", out var sort))
        {
            return null;
        }

        var members = SortOptions.Read(sort).ConvertAll(member => Member(member.Name, member.Options, mapping));

        if (inPointInTime && members.Count > 0 && AfterCount(body) != members.Count
            && !members.Exists(member => member.Item1 == IndexOrder))
        {
            members.Add(Member(IndexOrder, default, mapping));
        }

        return members.Count == 0 ? null : new SortSpec(members);
    }

    private static int AfterCount(JsonElement body) =>
        body.TryGetProperty("search_after", out var after) && after.ValueKind == JsonValueKind.Array ? after.GetArrayLength() : 0;

    /// <summary>Reads the value of <c>search_after</c>.</summary>
    /// <exception cref="NodeException">The values do not fit the order.</exception>
    public SearchAfter ReadAfter(JsonElement after)
    {
        if (after.GetArrayLength() != _members.Count)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"search_after has {after.GetArrayLength()} value(s) but sort has {_members.Count}.");
        }

        var fields = new object?[_members.Count];
        for (var index = 0; index < fields.Length; index++)
        {
            fields[index] = ReadValue(_members[index], after[index]);
        }

        return new SearchAfter(fields);
    }

    /// <summary>Whether a member is the position of a document in the snapshot.</summary>
    public bool IsPosition(int member) => _members[member].Name == IndexOrder;

    /// <summary>Writes the sort values of a hit.</summary>
    public void WriteValues(Utf8JsonWriter writer, FieldDoc hit, int shard)
    {
        writer.WriteStartArray("sort");
        foreach (var (value, member) in hit.Fields.Zip(_members))
        {
            switch (value)
            {
                case J2N.Numerics.Number position when member.Name == IndexOrder:
                    writer.WriteNumberValue(((long)shard << 32) | (uint)position.ToInt32());
                    break;
                case J2N.Numerics.Number number when double.IsInfinity(number.ToDouble()):
                    writer.WriteStringValue(number.ToDouble() > 0 ? "Infinity" : "-Infinity");
                    break;
                case J2N.Numerics.Single score:
                    writer.WriteNumberValue(score.ToSingle());
                    break;
                case null:
                    writer.WriteNullValue();
                    break;
                case BytesRef bytes:
                    writer.WriteStringValue(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length));
                    break;
                case J2N.Numerics.Double number:
                    writer.WriteNumberValue(number.ToDouble());
                    break;
                case J2N.Numerics.Number number:
                    writer.WriteNumberValue(number.ToInt64());
                    break;
                default:
                    throw new InvalidOperationException($"Unexpected sort value of type {value.GetType()}.");
            }
        }

        writer.WriteEndArray();
    }

    private static (string, FieldType?, SortField) Member(string name, JsonElement options, IndexMapping mapping)
    {
        var order = options.ValueKind == JsonValueKind.String ? options.GetString() : JsonText.ScalarOf(Option(options, "order"));
        if (name is "_score" or "_doc" or IndexOrder)
        {
            var type = name == "_score" ? SortFieldType.SCORE : SortFieldType.DOC;
            return (name, null, new SortField(null, type, name == "_score" ? IsOrder(order, "asc") : IsOrder(order, "desc")));
        }

        if (mapping.Find(name) is not { } field)
        {
            if (Option(options, "unmapped_type") is { ValueKind: JsonValueKind.String } unmapped)
            {
                if (unmapped.GetString() is "keyword")
                {
                    return (name, FieldType.Keyword, new SortField(name, SortFieldType.STRING, IsOrder(order, "desc")));
                }

                // No document has a value.
                return (name, FieldType.Long, Missing(name, IsOrder(order, "desc")));
            }

            throw NodeException.OfSearch("query_shard_exception", $"No mapping found for [{name}] in order to sort on");
        }

        if (field.Type == FieldType.Text)
        {
            throw FieldMapping.HasNoFieldData(name);
        }

        var descending = IsOrder(order, "desc");
        var missing = Option(options, "missing");
        var column = UsesMax(options, descending) ? name + LuceneDocument.MaxSuffix : name;
        return (name, field.Type, Field(field, column, descending, missing));
    }

    private static bool IsOrder(string? order, string name) => name.Equals(order, StringComparison.OrdinalIgnoreCase);

    private static SortField Missing(string name, bool descending)
    {
        var sort = new SortField(name, SortFieldType.INT64, descending);
        sort.SetMissingValue(J2N.Numerics.Int64.GetInstance(descending ? long.MinValue : long.MaxValue));
        return sort;
    }

    // Selects the sort value of a field with several values. The default depends on the direction.
    private static bool UsesMax(JsonElement options, bool descending) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty("mode", out var mode)
            ? mode.GetString()?.ToLowerInvariant() switch
            {
                "min" => false,
                "max" => true,
                _ => throw NodeException.IllegalArgument($"Unknown SortMode [{mode}]: this node supports min and max"),
            }
            : descending;

    private static SortField Field(FieldMapping field, string column, bool descending, JsonElement missing)
    {
        // Lucene applies the missing value before it reverses the order for a descending sort.
        var value = JsonText.ScalarOf(missing);
        var last = value == "_first" == descending;
        var isPlace = value is null or "_first" or "_last";
        if (field.Type == FieldType.Boolean)
        {
            var standsFor = isPlace ? (last ? long.MaxValue : long.MinValue) : value is "true" or "1" ? 1 : 0;
            return new SortField(column, new BooleanComparerSource(standsFor), descending);
        }

        var (type, stand) = field.Type switch
        {
            FieldType.Keyword when isPlace =>
                (SortFieldType.STRING, last ? SortField.STRING_LAST : SortField.STRING_FIRST),
            FieldType.Double => (SortFieldType.DOUBLE, (object)J2N.Numerics.Double.GetInstance(
                !isPlace ? Parse<double>(value!) : last ? double.PositiveInfinity : double.NegativeInfinity)),
            FieldType.Date => (SortFieldType.INT64, J2N.Numerics.Int64.GetInstance(
                !isPlace ? Milliseconds(missing, value!) : last ? long.MaxValue : long.MinValue)),
            FieldType.Long => (SortFieldType.INT64, J2N.Numerics.Int64.GetInstance(
                !isPlace ? Parse<long>(value!) : PlaceOf(field, last))),
            _ => throw NodeException.IllegalArgument($"this node does not support [missing] with a value on the field [{field.Name}]"),
        };
        var sort = new SortField(column, type, descending);
        sort.SetMissingValue(stand);
        return sort;
    }

    // The values of the smaller types are sorted as 32-bit integers.
    private static long PlaceOf(FieldMapping field, bool last) => field.TypeName == "long"
        ? (last ? long.MaxValue : long.MinValue)
        : last ? int.MaxValue : int.MinValue;

    // A number of JSON may be out of range.
    private static long Milliseconds(JsonElement missing, string value) =>
        missing.ValueKind == JsonValueKind.Number && double.Parse(value, CultureInfo.InvariantCulture) is var number
            ? (long)Math.Clamp(number, long.MinValue, long.MaxValue)
            : Parse<long>(value);

    private static T Parse<T>(string value)
        where T : struct, IParsable<T> => T.TryParse(value, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw NodeException.OfSearch("number_format_exception", $"For input string: \"{value}\"");

    private static JsonElement Option(JsonElement options, string name) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty(name, out var value) ? value : default;

    private static object? ReadValue((string Name, FieldType? Type, SortField Field) member, JsonElement value)
    {
        var text = JsonText.ScalarOf(value);
        try
        {
            return (member.Type, member.Field.Type) switch
            {
                (null, SortFieldType.SCORE) => J2N.Numerics.Single.GetInstance(float.Parse(text!, CultureInfo.InvariantCulture)),
                (null, _) => J2N.Numerics.Int64.GetInstance(long.Parse(text!, CultureInfo.InvariantCulture)),
                (FieldType.Boolean, _) => J2N.Numerics.Int64.GetInstance(
                    text is "true" ? 1 : text is "false" ? 0 : text is null ? long.MaxValue
                        : long.Parse(text, CultureInfo.InvariantCulture)),
                (FieldType.Keyword, _) => text is null ? null : new BytesRef(text),
                _ when text is null => member.Field.MissingValue,
                (FieldType.Double, _) => J2N.Numerics.Double.GetInstance(double.Parse(text, CultureInfo.InvariantCulture)),
                (FieldType.Date, _) when value.ValueKind == JsonValueKind.String => J2N.Numerics.Int64.GetInstance(
                    DateValue.Parse(text, roundUp: false, DateTimeOffset.UnixEpoch) ?? throw new FormatException(text)),
                _ => J2N.Numerics.Int64.GetInstance(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentNullException)
        {
            throw NodeException.OfSearch("illegal_argument_exception", $"Failed to parse search_after value for field [{member.Name}].");
        }
    }
}
