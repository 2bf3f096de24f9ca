using System.Globalization;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Aggregations;

/// <summary>A bucket for each of the most frequent values of a field.</summary>
internal sealed class TermsAggregator : IAggregator
{
    private const int DefaultSize = 10;

    private readonly AggregatedField _field;
    private readonly TermsOrder _order;
    private readonly int _size;
    private readonly int _shardSize;
    private readonly long _minCount;
    private readonly DateFormat? _format;
    private readonly TermSelection _selection;

    private TermsAggregator(AggregationOptions options, IReadOnlyList<Aggregation> children)
    {
        _field = options.Field();
        _order = TermsOrder.Read(options["order"], children);
        _size = options.Number("size", DefaultSize);
        _minCount = options.MinDocCount(1);
        _format = options.Text("format") is { } format ? DateFormat.Read(format) : null;
        _selection = TermSelection.Read(options["include"], options["exclude"]);
        if (_size <= 0)
        {
            throw AggregationOptions.Unparsable($"[terms] failed to parse field [size]: [size] must be greater than 0. Found [{_size}]");
        }

        _shardSize = options.Number("shard_size", (int)Math.Min(int.MaxValue, (_size * 1.5) + 10));
        if (_shardSize <= 0)
        {
            throw NodeException.IllegalArgument(
                $"[shardSize] must be greater than 0. Found [{options.Text("shard_size")}] in [{options.Name}]");
        }
    }

    public static TermsAggregator Read(AggregationOptions options, IReadOnlyList<Aggregation> children) => new(
        options.Check("field", "missing", "size", "shard_size", "order", "min_doc_count", "shard_min_doc_count", "format", "include",
            "exclude", "execution_hint", "collect_mode", "show_term_doc_count_error"),
        children);

    /// <summary>Calls an action with each keyword of the documents of a segment.</summary>
    public static void ForEachTerm(SegmentDocuments segment, AggregatedField field, Action<int, BytesRef> action)
    {
        var values = segment.Leaf.AtomicReader.GetSortedSetDocValues(field.Name + LuceneDocument.ValuesSuffix);
        var missing = field.Missing is { } text ? new BytesRef(text) : null;
        foreach (var document in segment.Documents)
        {
            values?.SetDocument(document);
            var ordinal = values?.NextOrd() ?? SortedSetDocValues.NO_MORE_ORDS;
            if (ordinal == SortedSetDocValues.NO_MORE_ORDS && missing is not null)
            {
                action(document, missing);
            }

            for (; ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = values!.NextOrd())
            {
                var term = new BytesRef();
                values!.LookupOrd(ordinal, term);
                action(document, BytesRef.DeepCopyOf(term));
            }
        }
    }

    public string TypeOf(IReadOnlyList<AggregatedIndex> indices, string kind) => _field.Find(indices)?.Type switch
    {
        null or FieldType.Keyword => "sterms",
        FieldType.Double => "dterms",
        _ => "lterms",
    };

    public void Write(Utf8JsonWriter writer, DocumentSets documents, IReadOnlyList<Aggregation> children)
    {
        var mapped = _field.Find(documents.Indices);
        if (mapped is null || mapped.Type == FieldType.Keyword)
        {
            var isIndexed = documents.IsComplete && children.Count == 0 && _field.Missing is null && _minCount > 0;
            var counts = isIndexed ? CountIndexedTerms(documents) : CountTerms(documents, children.Count > 0);
            WriteTop(writer, counts, documents, children, static (output, term) =>
                output.WriteString("key", term.Bytes.AsSpan(term.Offset, term.Length)));
        }
        else
        {
            var hasFractions = NumberColumn.HasFractions(_field, documents.Indices);
            WriteTop(writer, CountNumbers(documents, mapped, hasFractions, children.Count > 0), documents, children, (output, key) =>
            {
                if (hasFractions)
                {
                    Printed.WriteKey(output, mapped, NumberColumn.NumberOf(key), _format, null);
                }
                else
                {
                    Printed.WriteKey(output, mapped, key, _format);
                }
            });
        }
    }

    private void WriteTop<TKey>(
        Utf8JsonWriter writer, Dictionary<TKey, Bucket> buckets, DocumentSets documents, IReadOnlyList<Aggregation> children,
        Action<Utf8JsonWriter, TKey> writeKey)
        where TKey : notnull
    {
        // As in Elasticsearch, a segment's most frequent values are selected first, and buckets below the minimum are not counted then.
        var candidates = _order.Sort(buckets, documents).Take(Math.Max(_shardSize, _size)).ToList();
        var top = candidates.Where(bucket => bucket.Value.Count >= _minCount).Take(_size).ToList();
        var others = buckets.Values.Sum(bucket => bucket.Count) - top.Sum(bucket => bucket.Value.Count)
            - candidates.Where(bucket => bucket.Value.Count < _minCount).Sum(bucket => bucket.Value.Count);
        writer.WriteNumber("doc_count_error_upper_bound", 0);
        writer.WriteNumber("sum_other_doc_count", others);
        writer.WriteStartArray("buckets");
        foreach (var (key, bucket) in top)
        {
            Buckets.StartOne(writer, key: null, documents);
            writeKey(writer, key);
            Buckets.WriteContent(writer, bucket, documents, children);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // Without conditions, the index knows the number of documents of each value. Only segments with deleted documents are read.
    private Dictionary<BytesRef, Bucket> CountIndexedTerms(DocumentSets documents)
    {
        var buckets = new Dictionary<BytesRef, Bucket>();
        foreach (var leaf in documents.Segments.Select(segment => segment.Leaf.AtomicReader))
        {
            if (leaf.GetTerms(_field.Name) is not { } terms)
            {
                continue;
            }

            var values = _selection.TermsOf(terms);
            DocsEnum? matches = null;
            while (values.MoveNext())
            {
                long count = values.DocFreq;
                if (leaf.LiveDocs is { } live)
                {
                    matches = values.Docs(live, matches, DocsFlags.NONE);
                    for (count = 0; matches.NextDoc() != DocIdSetIterator.NO_MORE_DOCS; count++)
                    {
                    }
                }

                if (count == 0 || !_selection.Contains(values.Term.Utf8ToString()))
                {
                    continue;
                }

                if (!buckets.TryGetValue(values.Term, out var bucket))
                {
                    buckets[BytesRef.DeepCopyOf(values.Term)] = bucket = documents.Limit.NewBucket(keepsDocuments: false);
                }

                bucket.Add(count);
            }
        }

        return buckets;
    }

    // Counts ordinals per segment, so that each value is read only once per segment.
    private Dictionary<BytesRef, Bucket> CountTerms(DocumentSets documents, bool keepsDocuments)
    {
        var buckets = new Dictionary<BytesRef, Bucket>();
        foreach (var segment in documents.Segments)
        {
            if (keepsDocuments || _field.Missing is not null)
            {
                ForEachTerm(segment, _field, (document, term) => BucketOf(term)?.Add(segment, document));
                continue;
            }

            if (segment.Leaf.AtomicReader.GetSortedSetDocValues(_field.Name + LuceneDocument.ValuesSuffix) is not { } values)
            {
                continue;
            }

            var counts = new long[values.ValueCount];
            foreach (var document in segment.Documents)
            {
                values.SetDocument(document);
                for (var ordinal = values.NextOrd(); ordinal != SortedSetDocValues.NO_MORE_ORDS; ordinal = values.NextOrd())
                {
                    counts[ordinal]++;
                }
            }

            for (var ordinal = 0; ordinal < counts.Length; ordinal++)
            {
                if (counts[ordinal] > 0 || _minCount == 0)
                {
                    var term = new BytesRef();
                    values.LookupOrd(ordinal, term);
                    BucketOf(BytesRef.DeepCopyOf(term))?.Add(counts[ordinal]);
                }
            }
        }

        return buckets;

        Bucket? BucketOf(BytesRef term)
        {
            if (!buckets.TryGetValue(term, out var bucket) && _selection.Contains(term.Utf8ToString()))
            {
                buckets[term] = bucket = documents.Limit.NewBucket(keepsDocuments);
            }

            return bucket;
        }
    }

    private Dictionary<long, Bucket> CountNumbers(DocumentSets documents, FieldMapping mapped, bool hasFractions, bool keepsDocuments)
    {
        var buckets = new Dictionary<long, Bucket>();
        foreach (var segment in documents.Segments)
        {
            var column = new NumberColumn(segment, _field);
            foreach (var document in segment.Documents)
            {
                long? last = null;
                foreach (var key in column.KeysOf(document, hasFractions))
                {
                    // A value that is repeated in a document counts once.
                    if (key == last)
                    {
                        continue;
                    }

                    last = key;
                    if (!buckets.TryGetValue(key, out var bucket))
                    {
                        if (!_selection.Contains(TextOf(key)))
                        {
                            continue;
                        }

                        buckets[key] = bucket = documents.Limit.NewBucket(keepsDocuments);
                    }

                    bucket.Add(segment, document);
                }
            }
        }

        return buckets;

        string TextOf(long key) => hasFractions ? NumberColumn.NumberOf(key).ToString(CultureInfo.InvariantCulture)
            : Printed.Text(mapped, key, _format, null) ?? key.ToString(CultureInfo.InvariantCulture);
    }
}
