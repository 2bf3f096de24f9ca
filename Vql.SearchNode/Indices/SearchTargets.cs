namespace Vql.SearchNode.Indices;

/// <summary>The indices of a search.</summary>
/// <param name="Indices">The indices that are searched.</param>
/// <param name="Unavailable">The names of those that could not be opened, so that the results are partial.</param>
internal sealed record SearchTargets(IReadOnlyList<IndexTarget> Indices, IReadOnlyList<string> Unavailable)
{
    /// <summary>Rejects a search without available indices, and one that must not have partial results but would.</summary>
    /// <exception cref="NodeException">The search cannot be run.</exception>
    public SearchTargets Check(bool allowsPartial) =>
        Unavailable.Count == 0 ? this
        : !allowsPartial ? throw NodeException.MissingShards(Unavailable)
        : Indices.Count == 0 ? throw NodeException.NoShards(Unavailable[0])
        : this;
}
