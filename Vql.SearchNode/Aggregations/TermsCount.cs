using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Aggregations;

/// <summary>Counts the documents per value of a keyword field.</summary>
internal sealed class TermsCount(string field, int size)
{
    /// <summary>Writes the buckets of the most frequent values. Ties are ordered by value, ascending.</summary>
    public void Write(Utf8JsonWriter writer, IndexSearcher searcher, Query query)
    {
        var counter = new Counter(field + LuceneDocument.ValuesSuffix);
        searcher.Search(query, counter);
        var counts = counter.Finish();
        var top = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(size).ToList();
        writer.WriteNumber("doc_count_error_upper_bound", 0);
        writer.WriteNumber("sum_other_doc_count", counts.Values.Sum() - top.Sum(pair => pair.Value));
        writer.WriteStartArray("buckets");
        foreach (var (value, count) in top)
        {
            writer.WriteStartObject();
            writer.WriteString("key", value.Bytes.AsSpan(value.Offset, value.Length));
            writer.WriteNumber("doc_count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Counts ordinals per segment, so that each value is read only once per segment.</summary>
    private sealed class Counter(string column) : ICollector
    {
        private readonly Dictionary<BytesRef, long> _counts = [];
        private SortedSetDocValues? _values;
        private long[] _ordinals = [];

        public bool AcceptsDocsOutOfOrder => true;

        public Dictionary<BytesRef, long> Finish()
        {
            AddSegment();
            return _counts;
        }

        public void SetScorer(Scorer scorer)
        {
        }

        public void SetNextReader(AtomicReaderContext context)
        {
            AddSegment();
            _values = context.AtomicReader.GetSortedSetDocValues(column);
            _ordinals = new long[_values?.ValueCount ?? 0];
        }

        public void Collect(int doc)
        {
            if (_values is null)
            {
                return;
            }

            _values.SetDocument(doc);
            for (var ordinal = _values.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = _values.NextOrd())
            {
                _ordinals[ordinal]++;
            }
        }

        private void AddSegment()
        {
            for (var ordinal = 0; ordinal < _ordinals.Length; ordinal++)
            {
                if (_ordinals[ordinal] > 0)
                {
                    var value = new BytesRef();
                    _values!.LookupOrd(ordinal, value);
                    var key = BytesRef.DeepCopyOf(value);
                    _counts[key] = _counts.GetValueOrDefault(key) + _ordinals[ordinal];
                }
            }

            _ordinals = [];
        }
    }
}
