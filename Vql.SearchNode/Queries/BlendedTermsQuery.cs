using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Vql.SearchNode.Queries;

/// <summary>A term with the factor of its scores, and the number of its documents.</summary>
internal readonly record struct BlendedTerm(BytesRef Text, float Boost, int Frequency);

/// <summary>
/// Rare terms that a fuzzy word stands for. All of them score with the frequency of the most frequent one. Their postings are read at once
/// with one buffer: open postings of each term take 100 times the memory, and a fuzzy query of hundreds of words has tens of thousands.
/// </summary>
internal sealed class BlendedTermsQuery(string name, IReadOnlyList<BlendedTerm> terms, int frequency) : Query
{
    private const int BytesOfTerm = 256;
    private const int BytesOfPosting = 16;

    /// <summary>The estimated memory of a search.</summary>
    public long Bytes { get; } = terms.Sum(term => BytesOfTerm + ((long)term.Frequency * BytesOfPosting));

    /// <summary>The field of the terms.</summary>
    public string Field => name;

    /// <summary>The terms.</summary>
    public IReadOnlyList<BlendedTerm> Terms => terms;

    public override Weight CreateWeight(IndexSearcher searcher) => new TermsWeight(this, searcher, frequency);

    public override void ExtractTerms(ISet<Term> extracted) =>
        extracted.UnionWith(terms.Select(term => new Term(name, term.Text)));

    public override string ToString(string defaultField) =>
        $"{(name == defaultField ? "" : $"{name}:")}({string.Join(' ', terms.Select(term => term.Text.Utf8ToString()))})";

    public override bool Equals(object? other) =>
        base.Equals(other) && other is BlendedTermsQuery query && query.Field == name && query.Terms.SequenceEqual(terms);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), name, terms.Count, frequency);

    private sealed class TermsWeight : Weight
    {
        private readonly BlendedTermsQuery _query;
        private readonly Similarity _similarity;
        private readonly Dictionary<float, Similarity.SimWeight> _weights = [];

        public TermsWeight(BlendedTermsQuery query, IndexSearcher searcher, int frequency)
        {
            (_query, _similarity) = (query, searcher.Similarity);
            var statistics = searcher.CollectionStatistics(query.Field);
            foreach (var term in query.Terms)
            {
                if (!_weights.ContainsKey(term.Boost))
                {
                    _weights[term.Boost] = _similarity.ComputeWeight(
                        term.Boost, statistics, new TermStatistics(term.Text, frequency, totalTermFreq: -1));
                }
            }
        }

        public override Query Query => _query;

        public override float GetValueForNormalization() =>
            _query.Terms.Sum(term => _weights[term.Boost].GetValueForNormalization()) * _query.Boost * _query.Boost;

        public override void Normalize(float norm, float topLevelBoost)
        {
            foreach (var weight in _weights.Values)
            {
                weight.Normalize(norm, topLevelBoost * _query.Boost);
            }
        }

        public override Explanation Explain(AtomicReaderContext context, int doc)
        {
            var scorer = GetScorer(context, context.AtomicReader.LiveDocs);
            return scorer is not null && scorer.Advance(doc) == doc
                ? new ComplexExplanation(true, scorer.GetScore(), $"weight({_query}), sum of:")
                : new ComplexExplanation(false, 0, "no matching term");
        }

        public override Scorer GetScorer(AtomicReaderContext context, IBits acceptDocs)
        {
            if (context.AtomicReader.GetTerms(_query.Field) is not { } all)
            {
                return null!;
            }

            var postings = new List<Posting>();
            var scorers = _weights.ToDictionary(weight => weight.Key, weight => _similarity.GetSimScorer(weight.Value, context));
            var found = all.GetEnumerator();
            DocsEnum? documents = null;
            foreach (var term in _query.Terms)
            {
                if (!found.SeekExact(term.Text))
                {
                    continue;
                }

                documents = found.Docs(acceptDocs, documents);
                for (var document = documents.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = documents.NextDoc())
                {
                    postings.Add(new Posting(document, scorers[term.Boost].Score(document, documents.Freq), 1));
                }
            }

            return postings.Count == 0 ? null! : new PostingsScorer(this, Merge(postings));
        }

        // The postings of a document become one, with the sum of the scores.
        private static List<Posting> Merge(List<Posting> postings)
        {
            postings.Sort(static (one, other) => one.Document.CompareTo(other.Document));
            var last = 0;
            for (var index = 1; index < postings.Count; index++)
            {
                var (kept, posting) = (postings[last], postings[index]);
                postings[kept.Document == posting.Document ? last : ++last] = kept.Document == posting.Document
                    ? new Posting(kept.Document, kept.Score + posting.Score, kept.Terms + 1)
                    : posting;
            }

            postings.RemoveRange(last + 1, postings.Count - last - 1);
            return postings;
        }
    }

    private readonly record struct Posting(int Document, float Score, int Terms);

    private sealed class PostingsScorer(Weight weight, List<Posting> postings) : Scorer(weight)
    {
        private int _at = -1;

        public override int DocID => _at < 0 ? -1 : _at < postings.Count ? postings[_at].Document : NO_MORE_DOCS;

        public override int Freq => postings[_at].Terms;

        public override float GetScore() => postings[_at].Score;

        public override int NextDoc()
        {
            _at++;
            return DocID;
        }

        public override int Advance(int target)
        {
            var (low, high) = (Math.Max(_at + 1, 0), postings.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = postings[middle].Document < target ? (middle + 1, high) : (low, middle);
            }

            _at = low;
            return DocID;
        }

        public override long GetCost() => postings.Count;
    }
}
