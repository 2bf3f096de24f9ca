using System.Text.Json;
using Lucene.Net.Documents;
using Lucene.Net.Util;
using Vql.SearchNode.Mappings;
using FieldType = Vql.SearchNode.Mappings.FieldType;

namespace Vql.SearchNode.Documents;

/// <summary>Adds the values of a source to a Lucene document, in the fields that the mapping gives them.</summary>
/// <param name="document">The document.</param>
/// <param name="mapping">The mapping of the index.</param>
/// <param name="isAccepted">Whether the source was accepted before. Values that do not fit their field are skipped.</param>
internal sealed class DocumentFields(Document document, IndexMapping mapping, bool isAccepted)
{
    private const int MaxTermBytes = 32_766;

    // The values of fields in objects, which several objects of an array may have.
    private readonly Dictionary<FieldMapping, List<JsonElement>> _inner = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds the values of a source.</summary>
    /// <exception cref="NodeException">A value does not fit its field.</exception>
    public void AddAll(JsonElement source)
    {
        AddMembers(source, path: null);
        foreach (var (field, values) in _inner)
        {
            Add(field, values);
        }
    }

    private void AddMembers(JsonElement parent, string? path)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var name = path is null ? member.Name : $"{path}.{member.Name}";
            if (!isAccepted)
            {
                FieldNames.Check(member.Name, path);
            }

            if (mapping.BySource.TryGetValue(name, out var fields))
            {
                var values = SourcePath.Flatten(member.Value);
                foreach (var field in fields)
                {
                    if (!name.Contains('.', StringComparison.Ordinal))
                    {
                        Add(field, values);
                    }
                    else if (_inner.TryGetValue(field, out var known))
                    {
                        known.AddRange(values);
                    }
                    else
                    {
                        _inner[field] = [.. values];
                    }
                }
            }
            else if (mapping.Objects.Contains(name))
            {
                AddObjects(member.Value, name);
            }
            else if (mapping.Dynamic == DynamicMode.Strict)
            {
                throw new NodeException(400, "strict_dynamic_mapping_exception",
                    $"mapping set to strict, dynamic introduction of [{name}] within [{path ?? "_doc"}] is not allowed");
            }
        }
    }

    // The members of objects are fields with dotted names, and an array of objects has the values of all its elements.
    private void AddObjects(JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AddMembers(value, name);
                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    AddObjects(element, name);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                throw NodeException.BadDocument(
                    $"object mapping for [{name}] tried to parse field [{name}] as object, but found a concrete value");
        }
    }

    private void Add(FieldMapping field, List<JsonElement> values)
    {
        try
        {
            var present = values.Count > 0 && field.Type switch
            {
                FieldType.Text => AddTexts(field, values),
                FieldType.Keyword => AddKeywords(field, values.ConvertAll(one => FieldValue.Text(field, one))),
                FieldType.Boolean => AddKeywords(field, values.ConvertAll(one => FieldValue.Boolean(field, one) ? "true" : "false")),
                FieldType.Double => AddDoubles(field, values),
                _ => AddLongs(field, values),
            };
            if (present)
            {
                document.Add(new StringField(LuceneDocument.FieldNames, field.Name, Field.Store.NO));
            }
        }
        catch (NodeException) when (isAccepted)
        {
            // The source keeps the value.
        }
    }

    private bool AddTexts(FieldMapping field, List<JsonElement> values)
    {
        foreach (var value in values)
        {
            document.Add(new TextField(field.Name, FieldValue.Text(field, value), Field.Store.NO));
        }

        return true;
    }

    private bool AddKeywords(FieldMapping field, List<string> values)
    {
        BytesRef? min = null;
        BytesRef? max = null;
        foreach (var text in values)
        {
            if (text.Length > field.IgnoreAbove)
            {
                document.Add(new StoredField(LuceneDocument.Ignored, field.Name));
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
            document.Add(new SortedSetDocValuesField(field.Name + LuceneDocument.ValuesSuffix, bytes));
            min = min is null || bytes.CompareTo(min) < 0 ? bytes : min;
            max = max is null || bytes.CompareTo(max) > 0 ? bytes : max;
        }

        if (min is null)
        {
            return false;
        }

        document.Add(new SortedDocValuesField(field.Name, min));
        document.Add(new SortedDocValuesField(field.Name + LuceneDocument.MaxSuffix, max));
        return true;
    }

    private bool AddLongs(FieldMapping field, List<JsonElement> values)
    {
        List<long> numbers = [.. values.Select(value => FieldValue.Long(field, value)).OfType<long>()];
        foreach (var number in numbers)
        {
            document.Add(new Int64Field(field.Name, number, Field.Store.NO));
        }

        if (numbers.Count == 0)
        {
            return false;
        }

        NumberValues.Add(document, field.Name + LuceneDocument.NumbersSuffix, numbers);
        document.Add(new NumericDocValuesField(field.Name, numbers.Min()));
        document.Add(new NumericDocValuesField(field.Name + LuceneDocument.MaxSuffix, numbers.Max()));
        return true;
    }

    private bool AddDoubles(FieldMapping field, List<JsonElement> values)
    {
        List<double> numbers = [.. values.Select(value => FieldValue.Double(field, value)).OfType<double>()];
        foreach (var number in numbers)
        {
            document.Add(new DoubleField(field.Name, number, Field.Store.NO));
        }

        if (numbers.Count == 0)
        {
            return false;
        }

        NumberValues.Add(document, field.Name + LuceneDocument.NumbersSuffix, numbers.ConvertAll(BitConverter.DoubleToInt64Bits));
        document.Add(new DoubleDocValuesField(field.Name, numbers.Min()));
        document.Add(new DoubleDocValuesField(field.Name + LuceneDocument.MaxSuffix, numbers.Max()));
        return true;
    }
}
