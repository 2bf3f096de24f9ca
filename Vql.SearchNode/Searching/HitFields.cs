using System.Text.Json;
using Lucene.Net.Index;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Searching;

/// <summary>Writes the <c>fields</c> of hits: the values of fields from doc values, and from the source.</summary>
internal sealed class HitFields
{
    private readonly Dictionary<string, (FieldMapping Field, DateFormat Format)> _docValues = [];
    private readonly Dictionary<string, (FieldMapping Field, DateFormat Format)> _source = [];
    private readonly IReadOnlyList<RequestedField> _unmapped;
    private readonly IndexMapping _mapping;
    private readonly string? _index;
    private readonly bool _includesId;

    /// <param name="index">The name of the index.</param>
    /// <param name="mapping">The mapping of the index.</param>
    /// <param name="docValues">The fields whose doc values are requested.</param>
    /// <param name="source">The fields whose values in the source are requested.</param>
    /// <exception cref="NodeException">A field does not have such values, or not in the format.</exception>
    public HitFields(
        string index, IndexMapping mapping, IReadOnlyList<RequestedField> docValues, IReadOnlyList<RequestedField> source)
    {
        if (docValues.Any(field => field.Pattern.Text == LuceneDocument.Id))
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                "Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: " +
                "indices.id_field_data.enabled");
        }

        _mapping = mapping;
        _index = source.Any(field => field.Pattern.Text == "_index") ? index : null;
        _unmapped = [.. source.Where(field => field.IncludesUnmapped)];
        _includesId = source.Any(field => field.Pattern.Text == LuceneDocument.Id);
        foreach (var (requested, field) in docValues.SelectMany(requested => requested.Expand(mapping).Select(field => (requested, field))))
        {
            _docValues[field.Name] = field.Type == FieldType.Text
                ? throw FieldMapping.HasNoFieldData(field.Name)
                : (field, requested.FormatOf(field));
        }

        foreach (var (requested, field) in source.SelectMany(requested => requested.Expand(mapping).Select(field => (requested, field))))
        {
            _source[field.Name] = (field, requested.FormatOf(field));
        }
    }

    /// <summary>Whether hits can have fields.</summary>
    public bool IsWanted => _docValues.Count + _source.Count + _unmapped.Count > 0 || _includesId || _index is not null;

    /// <summary>Writes the fields of a hit. Writes nothing if it has none.</summary>
    /// <param name="writer">Receives the fields.</param>
    /// <param name="leaf">The segment of the hit.</param>
    /// <param name="document">The number of the hit in the segment.</param>
    /// <param name="id">The id of the hit. Null if it was not loaded.</param>
    /// <param name="source">The source of the hit.</param>
    public void Write(Utf8JsonWriter writer, AtomicReader leaf, int document, string? id, ReadOnlyMemory<byte> source)
    {
        var values = new SortedDictionary<string, List<Action<Utf8JsonWriter>>>(StringComparer.Ordinal);
        foreach (var (name, (field, format)) in _docValues)
        {
            values[name] = [.. ColumnValues.Of(leaf, field, document).Select(value => Writing(field, format, value, isColumn: true))];
        }

        if (_source.Count + _unmapped.Count > 0)
        {
            using var json = JsonDocument.Parse(source);
            foreach (var (name, (field, format)) in _source)
            {
                values[name] = [.. SourcePath.Values(json.RootElement, field.Source).Select(value => ValueOf(field, value)).OfType<object>()
                    .Select(value => Writing(field, format, value, isColumn: false))];
            }

            AddUnmapped(json.RootElement, "", values);
        }

        if (_includesId && id is not null)
        {
            values[LuceneDocument.Id] = [output => output.WriteStringValue(id)];
        }

        if (_index is not null)
        {
            values["_index"] = [output => output.WriteStringValue(_index)];
        }

        foreach (var empty in values.Where(field => field.Value.Count == 0).Select(field => field.Key).ToList())
        {
            values.Remove(empty);
        }

        if (values.Count > 0)
        {
            Write(writer, values);
        }
    }

    private static void Write(Utf8JsonWriter writer, SortedDictionary<string, List<Action<Utf8JsonWriter>>> values)
    {
        writer.WriteStartObject("fields");
        foreach (var (name, writing) in values)
        {
            writer.WriteStartArray(name);
            writing.ForEach(write => write(writer));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // A value that its field does not contain, such as a text that is too long, is no value.
    private static object? ValueOf(FieldMapping field, JsonElement value)
    {
        try
        {
            return field.Type switch
            {
                FieldType.Text => FieldValue.Text(field, value),
                FieldType.Keyword => FieldValue.Text(field, value) is var text && text.Length <= field.IgnoreAbove ? text : null,
                FieldType.Boolean => FieldValue.Boolean(field, value),
                FieldType.Double => FieldValue.Double(field, value),
                _ => FieldValue.Long(field, value),
            };
        }
        catch (NodeException)
        {
            return null;
        }
    }

    // A float in a column is a double, and is printed as such.
    private static Action<Utf8JsonWriter> Writing(FieldMapping field, DateFormat format, object value, bool isColumn) => writer =>
    {
        switch (value)
        {
            case long milliseconds when field.Type == FieldType.Date:
                writer.WriteStringValue(format.Print(milliseconds));
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number when field.TypeName is not "double" && !isColumn:
                writer.WriteNumberValue((float)number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    };

    private void AddUnmapped(JsonElement parent, string prefix, SortedDictionary<string, List<Action<Utf8JsonWriter>>> values)
    {
        if (_unmapped.Count == 0)
        {
            return;
        }

        foreach (var member in parent.EnumerateObject())
        {
            var path = prefix + member.Name;
            if (_mapping.BySource.ContainsKey(path))
            {
                continue;
            }

            foreach (var value in SourcePath.Flatten(member.Value).Select(value => value.Clone()))
            {
                if (value.ValueKind == JsonValueKind.Object)
                {
                    AddUnmapped(value, $"{path}.", values);
                }
                else if (_unmapped.Any(field => field.Pattern.Matches(path)))
                {
                    if (!values.TryGetValue(path, out var several))
                    {
                        values[path] = several = [];
                    }

                    several.Add(value.WriteTo);
                }
            }
        }
    }
}
