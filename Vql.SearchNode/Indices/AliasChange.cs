namespace Vql.SearchNode.Indices;

/// <summary>An alias to add to an index, or to remove from it.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Index">The index.</param>
/// <param name="Add">Whether to add the alias.</param>
/// <param name="Options">The options of an added alias.</param>
/// <param name="IsOptional">Whether an alias to remove may be absent.</param>
internal readonly record struct AliasChange(
    string Alias, string Index, bool Add, AliasOptions? Options = null, bool IsOptional = false);
