using System.Buffers.Binary;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Documents;

/// <summary>Reads the doc values of a document.</summary>
internal static class ColumnValues
{
    /// <summary>
    /// Returns the values of a field in ascending order: strings, Booleans, integers, or doubles. Keywords are not repeated.
    /// </summary>
    public static List<object> Of(AtomicReader leaf, FieldMapping field, int document) =>
        field.Type is FieldType.Keyword or FieldType.Boolean
            ? Terms(leaf, field, document)
            : [.. Numbers(leaf, field.Name, document)
                .Select(number => field.Type == FieldType.Double ? (object)BitConverter.Int64BitsToDouble(number) : number).Order()];

    private static List<object> Terms(AtomicReader leaf, FieldMapping field, int document)
    {
        var terms = new List<object>();
        if (leaf.GetSortedSetDocValues(field.Name + LuceneDocument.ValuesSuffix) is not { } values)
        {
            return terms;
        }

        values.SetDocument(document);
        for (var ordinal = values.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = values.NextOrd())
        {
            var term = new BytesRef();
            values.LookupOrd(ordinal, term);
            var text = term.Utf8ToString();
            terms.Add(field.Type == FieldType.Boolean ? text == "true" : text);
        }

        return terms;
    }

    private static List<long> Numbers(AtomicReader leaf, string field, int document)
    {
        if (leaf.GetNumericDocValues(field) is not { } single || !leaf.GetDocsWithField(field).Get(document))
        {
            return [];
        }

        var several = new BytesRef();
        leaf.GetBinaryDocValues(field + LuceneDocument.NumbersSuffix)?.Get(document, several);
        return several.Length == 0
            ? [single.Get(document)]
            : [.. Enumerable.Range(0, several.Length / sizeof(long)).Select(index => BinaryPrimitives.ReadInt64BigEndian(
                several.Bytes.AsSpan(several.Offset + (index * sizeof(long)), sizeof(long))))];
    }
}
