namespace Vql.SearchNode.Indices;

/// <summary>An alias to add to an index, or to remove from it.</summary>
internal readonly record struct AliasChange(string Alias, string Index, bool Add);
