using System.Buffers.Binary;
using Lucene.Net.Documents;
using Lucene.Net.Util;

namespace Vql.SearchNode.Documents;

/// <summary>Doc values with all numbers of a field, of which Lucene 4 has only one per document.</summary>
internal static class NumberValues
{
    /// <summary>Adds the numbers of a field that has several.</summary>
    public static void Add(Document document, string column, List<long> numbers)
    {
        if (numbers.Count > 1)
        {
            var bytes = new byte[numbers.Count * sizeof(long)];
            for (var index = 0; index < numbers.Count; index++)
            {
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(index * sizeof(long)), numbers[index]);
            }

            document.Add(new BinaryDocValuesField(column, new BytesRef(bytes)));
        }
    }
}
