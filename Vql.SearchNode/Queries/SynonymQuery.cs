using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Vql.SearchNode.Queries;

/// <summary>
/// Terms at one position, such as the n-grams of a word, which score as one term: with the sum of their frequencies, and with the number of
/// documents of the most frequent one.
/// </summary>
internal sealed class SynonymQuery(string name, IReadOnlyList<string> terms) : Query
{
    /// <summary>The field of the terms.</summary>
    public string Field => name;

    /// <summary>The terms.</summary>
    public IReadOnlyList<string> Terms => terms;

    public override Weight CreateWeight(IndexSearcher searcher) => new TermsWeight(this, searcher);

    public override void ExtractTerms(ISet<Term> extracted) => extracted.UnionWith(terms.Select(term => new Term(name, term)));

    public override string ToString(string defaultField) =>
        $"Synonym({string.Join(' ', terms.Select(term => name == defaultField ? term : $"{name}:{term}"))})";

    public override bool Equals(object? other) =>
        base.Equals(other) && other is SynonymQuery query && query.Field == name && query.Terms.SequenceEqual(terms);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), name, terms.Count);

    private sealed class TermsWeight : Weight
    {
        private readonly SynonymQuery _query;
        private readonly Similarity _similarity;
        private readonly Similarity.SimWeight _weight;

        public TermsWeight(SynonymQuery query, IndexSearcher searcher)
        {
            (_query, _similarity) = (query, searcher.Similarity);
            var frequency = query.Terms.Max(term => searcher.IndexReader.DocFreq(new Term(query.Field, term)));
            _weight = _similarity.ComputeWeight(query.Boost, searcher.CollectionStatistics(query.Field),
                new TermStatistics(new BytesRef(query.Terms[0]), frequency, totalTermFreq: -1));
        }

        public override Query Query => _query;

        public override float GetValueForNormalization() => _weight.GetValueForNormalization();

        public override void Normalize(float norm, float topLevelBoost) => _weight.Normalize(norm, topLevelBoost);

        public override Explanation Explain(AtomicReaderContext context, int doc)
        {
            var scorer = GetScorer(context, context.AtomicReader.LiveDocs);
            return scorer is not null && scorer.Advance(doc) == doc
                ? new ComplexExplanation(true, scorer.GetScore(), $"weight({_query})")
                : new ComplexExplanation(false, 0, "no matching term");
        }

        public override Scorer GetScorer(AtomicReaderContext context, IBits acceptDocs)
        {
            if (context.AtomicReader.GetTerms(_query.Field) is not { } all)
            {
                return null!;
            }

            var found = all.GetEnumerator();
            var postings = new List<DocsEnum>();
            foreach (var term in _query.Terms)
            {
                if (found.SeekExact(new BytesRef(term)))
                {
                    postings.Add(found.Docs(acceptDocs, null));
                }
            }

            return postings.Count == 0 ? null! : new SumScorer(this, [.. postings], _similarity.GetSimScorer(_weight, context));
        }
    }

    // A position has few terms, so that all of their postings are compared for each document.
    private sealed class SumScorer(Weight weight, DocsEnum[] postings, Similarity.SimScorer scores) : Scorer(weight)
    {
        private int _document = -1;

        public override int DocID => _document;

        public override int Freq => postings.Sum(one => one.DocID == _document ? one.Freq : 0);

        public override float GetScore() => scores.Score(_document, Freq);

        public override int NextDoc() => _document == NO_MORE_DOCS ? _document : Advance(_document + 1);

        public override int Advance(int target)
        {
            var next = NO_MORE_DOCS;
            foreach (var one in postings)
            {
                var document = one.DocID < target ? one.Advance(target) : one.DocID;
                next = Math.Min(next, document);
            }

            return _document = next;
        }

        public override long GetCost() => postings.Sum(one => one.GetCost());
    }
}
