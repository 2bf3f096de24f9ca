using Lucene.Net.Search;

namespace Vql.SearchNode.Searching;

/// <summary>The sort values that the hits of a search follow.</summary>
/// <param name="Values">The values.</param>
internal sealed record SearchAfter(object?[] Values)
{
    /// <summary>Returns the values for an index. The position of a document has the number of its index in the upper half.</summary>
    public FieldDoc For(int shard, SortSpec sort)
    {
        var values = new object?[Values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = Values[index];
            if (sort.IsPosition(index) && Values[index] is J2N.Numerics.Int64 position)
            {
                var owner = position.ToInt64() >> 32;
                values[index] = J2N.Numerics.Int32.GetInstance(
                    shard < owner ? int.MaxValue : shard > owner ? -1 : (int)position.ToInt64());
            }
        }

        return new FieldDoc(int.MaxValue, float.NaN, values);
    }
}
