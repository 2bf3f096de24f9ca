using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Vql.SearchNode.Searching;

/// <summary>Sorts Booleans, which are stored as terms, as the numbers 0 and 1.</summary>
/// <param name="missing">The number of documents without a value.</param>
internal sealed class BooleanComparerSource(long missing) : FieldComparerSource
{
    public override FieldComparer NewComparer(string fieldname, int numHits, int sortPos, bool reversed) =>
        new Comparer(fieldname, numHits, missing);

    private sealed class Comparer(string field, int count, long missing) : FieldComparer<J2N.Numerics.Int64>
    {
        private readonly long[] _slots = new long[count];
        private readonly BytesRef _term = new();
        private SortedDocValues? _values;
        private long _bottom;
        private long _top;

        public override J2N.Numerics.Int64 this[int slot] => J2N.Numerics.Int64.GetInstance(_slots[slot]);

        public override int Compare(int slot1, int slot2) => _slots[slot1].CompareTo(_slots[slot2]);

        public override void SetBottom(int slot) => _bottom = _slots[slot];

        public override void SetTopValue(J2N.Numerics.Int64? value) => _top = value?.ToInt64() ?? missing;

        public override int CompareBottom(int doc) => _bottom.CompareTo(Of(doc));

        public override int CompareTop(int doc) => _top.CompareTo(Of(doc));

        public override void Copy(int slot, int doc) => _slots[slot] = Of(doc);

        public override FieldComparer SetNextReader(AtomicReaderContext context)
        {
            _values = context.AtomicReader.GetSortedDocValues(field);
            return this;
        }

        private long Of(int document)
        {
            var ordinal = _values?.GetOrd(document) ?? -1;
            if (ordinal < 0)
            {
                return missing;
            }

            _values!.LookupOrd(ordinal, _term);
            return _term.Length == "true".Length ? 1 : 0;
        }
    }
}
