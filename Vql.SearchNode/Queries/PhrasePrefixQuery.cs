using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Vql.SearchNode.Queries;

/// <summary>A phrase whose last term is a prefix, which stands for the first terms with it.</summary>
/// <param name="field">The field.</param>
/// <param name="positions">The terms of each position, and their positions.</param>
/// <param name="slop">The number of positions that terms may be apart.</param>
/// <param name="maxExpansions">The maximum number of terms that the prefix stands for.</param>
internal sealed class PhrasePrefixQuery(string field, IReadOnlyList<(string[] Terms, int Position)> positions, int slop,
    int maxExpansions) : Query
{
    /// <summary>The field.</summary>
    public string Field => @field;

    public override Query Rewrite(IndexReader reader)
    {
        var last = positions[^1];
        var expanded = last.Terms.SelectMany(prefix => Expand(reader, prefix)).Distinct().Take(maxExpansions).ToArray();
        if (expanded.Length == 0)
        {
            return new BooleanQuery();
        }

        if (positions.Count == 1)
        {
            var any = new BooleanQuery(disableCoord: true) { Boost = Boost };
            foreach (var term in expanded)
            {
                any.Add(new TermQuery(term), Occur.SHOULD);
            }

            return any;
        }

        var phrase = new MultiPhraseQuery { Slop = slop, Boost = Boost };
        foreach (var (terms, position) in positions.Take(positions.Count - 1))
        {
            phrase.Add(Array.ConvertAll(terms, term => new Term(field, term)), position);
        }

        phrase.Add(expanded, last.Position);
        return phrase;
    }

    public override string ToString(string defaultField) =>
        $"{field}:\"{string.Join(' ', positions.Select(position => position.Terms[0]))}*\"";

    private IEnumerable<Term> Expand(IndexReader reader, string prefix)
    {
        var terms = MultiFields.GetTerms(reader, field);
        if (terms is null)
        {
            yield break;
        }

        var all = terms.GetEnumerator();
        if (all.SeekCeil(new Lucene.Net.Util.BytesRef(prefix)) == TermsEnum.SeekStatus.END)
        {
            yield break;
        }

        do
        {
            var term = all.Term.Utf8ToString();
            if (!term.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return new Term(field, term);
        }
        while (all.MoveNext());
    }
}
