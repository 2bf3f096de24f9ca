using Lucene.Net.Queries;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Vql.SearchNode.Queries;

/// <summary>The documents with one of many terms. Their postings are read one after the other, with one buffer.</summary>
/// <param name="name">The field.</param>
/// <param name="terms">The terms.</param>
internal sealed class ManyTermsQuery(string name, IReadOnlySet<string> terms)
    : ConstantScoreQuery(new TermsFilter(name, [.. terms.Select(term => new BytesRef(term))]))
{
    /// <summary>The field.</summary>
    public string Field => name;

    /// <summary>The terms.</summary>
    public IReadOnlySet<string> Terms => terms;
}
