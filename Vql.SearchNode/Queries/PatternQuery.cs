using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Queries;

/// <summary>A query for the terms of a field that match a pattern.</summary>
/// <param name="term">The field, and the text of the pattern.</param>
/// <param name="automaton">The pattern.</param>
internal sealed class PatternQuery(Term term, Automaton automaton) : AutomatonQuery(term, automaton)
{
    /// <summary>Returns the function that tells whether a term matches.</summary>
    public Func<string, bool> Matcher => new CharacterRunAutomaton(Automaton).Run;
}
