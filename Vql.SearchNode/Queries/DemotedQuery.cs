using Lucene.Net.Index;
using Lucene.Net.Queries;
using Lucene.Net.Search;

namespace Vql.SearchNode.Queries;

/// <summary>A query whose score is multiplied by a factor for documents that match another query.</summary>
internal sealed class DemotedQuery(Query positive, Query negative, float factor) : CustomScoreQuery(positive)
{
    private readonly Query _negative = negative;

    protected override CustomScoreProvider GetCustomScoreProvider(AtomicReaderContext context) => new Provider(context, _negative, factor);

    public override bool Equals(object? other) => base.Equals(other) && other is DemotedQuery query && query._negative.Equals(_negative);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), _negative);

    private sealed class Provider : CustomScoreProvider
    {
        private readonly DocIdSetIterator? _matches;
        private readonly float _factor;

        public Provider(AtomicReaderContext context, Query negative, float factor)
            : base(context)
        {
            _factor = factor;
            var reader = context.AtomicReader;
            _matches = new IndexSearcher(reader).CreateNormalizedWeight(negative).GetScorer(reader.AtomicContext, reader.LiveDocs);
        }

        // Scores are requested in the order of the documents.
        public override float CustomScore(int doc, float subQueryScore, float valSrcScore)
        {
            if (_matches is not null && _matches.DocID < doc)
            {
                _matches.Advance(doc);
            }

            return _matches?.DocID == doc ? subQueryScore * _factor : subQueryScore;
        }
    }
}
