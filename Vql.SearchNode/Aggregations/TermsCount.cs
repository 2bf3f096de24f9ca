using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Aggregations;

/// <summary>Counts in how many documents each value of a keyword field stands.</summary>
internal sealed class TermsCount(string field, int size)
{
    /// <summary>Writes the most frequent values; of equally frequent ones the smaller first.</summary>
    public void Write(Utf8JsonWriter writer, IndexSearcher searcher, Query query)
    {
        var counter = new Counter(field + LuceneDocument.ValuesSuffix);
        searcher.Search(query, counter);
        var counts = counter.Finish();
        var top = counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(size).ToList();
        writer.WriteNumber("doc_count_error_upper_bound", 0);
        writer.WriteNumber("sum_other_doc_count", counts.Values.Sum() - top.Sum(one => one.Value));
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

    /// <summary>Counts ordinals, segment by segment: a value's bytes are looked at once a segment.</summary>
    private sealed class Counter(string column) : ICollector
    {
        private readonly Dictionary<BytesRef, long> _counts = [];
        private SortedSetDocValues? _values;
        private long[] _ordinals = [];

        public bool AcceptsDocsOutOfOrder => true;

        public Dictionary<BytesRef, long> Finish()
        {
            Gather();
            return _counts;
        }

        public void SetScorer(Scorer scorer)
        {
        }

        public void SetNextReader(AtomicReaderContext context)
        {
            Gather();
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

        private void Gather()
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
