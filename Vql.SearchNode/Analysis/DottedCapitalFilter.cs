using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Vql.SearchNode.Analysis;

/// <summary>Replaces the Turkish capital dotted I with i, as Java's lowercasing does; that of .NET keeps it.</summary>
internal sealed class DottedCapitalFilter : TokenFilter
{
    private readonly ICharTermAttribute _term;

    public DottedCapitalFilter(TokenStream input)
        : base(input) => _term = AddAttribute<ICharTermAttribute>();

    public override bool IncrementToken()
    {
        if (!m_input.IncrementToken())
        {
            return false;
        }

        _term.Buffer.AsSpan(0, _term.Length).Replace('\u0130', 'i');
        return true;
    }
}
