using System.Numerics;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace Vql.SearchNode.Scoring;

/// <summary>
/// BM25 as Elasticsearch 8 computes it (k1 = 1.2, b = 0.75). It differs from Lucene 4: the statistics are those of the documents with a
/// value, and the length of a field is stored exactly up to 40 words, and with four significant bits above.
/// </summary>
internal sealed class ElasticsearchSimilarity : Similarity
{
    private const float K1 = 1.2f;
    private const float B = 0.75f;
    private const int MaxExactLength = 24;

    private static readonly InverseTable?[] Inverses = new InverseTable?[31];
    private static readonly float[] Lengths = [.. Enumerable.Range(0, 256).Select(code => (float)DecodeLength((byte)code))];

    public override long ComputeNorm(FieldInvertState state) => EncodeLength(state.Length - state.NumOverlap);

    public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats)
    {
        var documents = collectionStats.DocCount < 0 ? collectionStats.MaxDoc : collectionStats.DocCount;
        var idf = 0f;
        foreach (var term in termStats)
        {
            idf += (float)Math.Log(1 + (documents - term.DocFreq + 0.5D) / (term.DocFreq + 0.5D));
        }

        // Fields without frequencies count each of their terms once.
        var terms = collectionStats.SumTotalTermFreq > 0 ? collectionStats.SumTotalTermFreq : collectionStats.SumDocFreq;
        var average = terms <= 0 || documents <= 0 ? 1f : (float)(terms / (double)documents);
        return new Weight(collectionStats.Field, idf, queryBoost, average);
    }

    public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context)
    {
        var own = (Weight)weight;
        return new Scorer(own, context.AtomicReader.GetNormValues(own.Field));
    }

    /// <summary>Encodes a length in a byte, as Lucene 7 and later do.</summary>
    internal static byte EncodeLength(int length) => length < MaxExactLength
        ? (byte)length
        : (byte)(MaxExactLength + EncodeFloat(length - MaxExactLength));

    /// <summary>Decodes a length.</summary>
    internal static int DecodeLength(byte code) => code < MaxExactLength ? code : MaxExactLength + DecodeFloat(code - MaxExactLength);

    // The lengths of a field are the same for all terms of a query. A concurrent change computes them again.
    private static float[] InverseLengths(float average)
    {
        ref var slot = ref Inverses[BitConverter.SingleToUInt32Bits(average) % (uint)Inverses.Length];
        if (Volatile.Read(ref slot) is { } known && known.Average == average)
        {
            return known.Values;
        }

        var values = Array.ConvertAll(Lengths, length => 1f / (K1 * ((1 - B) + (B * length / average))));
        Volatile.Write(ref slot, new InverseTable(average, values));
        return values;
    }

    // Three bits behind the leading one, and an exponent.
    private static int EncodeFloat(int number)
    {
        var bits = 32 - BitOperations.LeadingZeroCount((uint)number);
        if (bits < 4)
        {
            return number;
        }

        var shift = bits - 4;
        return ((int)((uint)number >> shift) & 0x07) | ((shift + 1) << 3);
    }

    private static int DecodeFloat(int code)
    {
        var (bits, shift) = (code & 0x07, (code >> 3) - 1);
        return shift < 0 ? bits : (int)Math.Min(int.MaxValue, (long)(bits | 0x08) << shift);
    }

    private sealed record InverseTable(float Average, float[] Values);

    private sealed class Weight(string name, float idf, float queryBoost, float averageLength) : SimWeight
    {
        private readonly float _queryBoost = queryBoost;
        private float _boost = queryBoost;

        public string Field => name;

        public float AverageLength => averageLength;

        /// <summary>The factor of all scores of the term.</summary>
        public float Value => idf * _boost * (K1 + 1);

        public override float GetValueForNormalization() => 1;

        public override void Normalize(float queryNorm, float topLevelBoost) => _boost = _queryBoost * topLevelBoost;
    }

    private sealed class Scorer : SimScorer
    {
        private readonly Weight _weight;
        private readonly NumericDocValues? _norms;
        private readonly float[] _inverse;

        public Scorer(Weight weight, NumericDocValues? norms)
        {
            (_weight, _norms) = (weight, norms);
            _inverse = InverseLengths(weight.AverageLength);
        }

        // The formula is the one of Lucene 9, which keeps its precision for high frequencies.
        public override float Score(int doc, float freq)
        {
            var inverse = _inverse[_norms is null ? 1 : (byte)_norms.Get(doc)];
            return _weight.Value - (_weight.Value / (1f + (freq * inverse)));
        }

        public override float ComputeSlopFactor(int distance) => 1f / (distance + 1);

        public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => 1;
    }
}
