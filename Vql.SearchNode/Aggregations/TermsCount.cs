using System.Runtime.InteropServices;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Lucene.Net.Util.Automaton;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Aggregations;

/// <summary>Counts the documents per value of a keyword field.</summary>
/// <param name="field">The field.</param>
/// <param name="size">The maximum number of values.</param>
/// <param name="include">The pattern of the counted values. Null for all values.</param>
internal sealed class TermsCount(string field, int size, Automaton? include)
{
    /// <summary>Writes the buckets of the most frequent values. Ties are ordered by value, ascending.</summary>
    public void Write(Utf8JsonWriter writer, IndexSearcher searcher, Query query)
    {
        var counts = query is MatchAllDocsQuery ? CountAll(searcher) : CountMatches(searcher, query);
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

    // Without conditions, the index knows the number of documents of each value. Only segments with deleted documents are read.
    private Dictionary<BytesRef, long> CountAll(IndexSearcher searcher)
    {
        var counts = new Dictionary<BytesRef, long>();
        var accepted = include is null ? null : new CompiledAutomaton(include);
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            if (leaf.AtomicReader.GetTerms(field) is not { } terms)
            {
                continue;
            }

            var values = accepted is null ? terms.GetEnumerator() : accepted.GetTermsEnum(terms);
            DocsEnum? documents = null;
            while (values.MoveNext())
            {
                long count = values.DocFreq;
                if (leaf.AtomicReader.LiveDocs is { } live)
                {
                    documents = values.Docs(live, documents, DocsFlags.NONE);
                    for (count = 0; documents.NextDoc() != DocIdSetIterator.NO_MORE_DOCS; count++)
                    {
                    }
                }

                if (count > 0)
                {
                    ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, BytesRef.DeepCopyOf(values.Term), out _);
                    total += count;
                }
            }
        }

        return counts;
    }

    // A document can have several values, of which only some are included.
    private Dictionary<BytesRef, long> CountMatches(IndexSearcher searcher, Query query)
    {
        var counter = new Counter(field + LuceneDocument.ValuesSuffix);
        if (include is null)
        {
            searcher.Search(query, counter);
            return counter.Finish();
        }

        searcher.Search(
            new BooleanQuery { { query, Occur.MUST }, { new AutomatonQuery(new Term(field), include), Occur.MUST } }, counter);
        var accepted = new CharacterRunAutomaton(include);
        return counter.Finish().Where(pair => accepted.Run(pair.Key.Utf8ToString())).ToDictionary();
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
