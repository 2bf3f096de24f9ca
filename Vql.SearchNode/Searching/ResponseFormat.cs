namespace Vql.SearchNode.Searching;

/// <summary>The format of a search's response.</summary>
/// <param name="HasPlainTotal">Whether the total is a number.</param>
/// <param name="HasTypedKeys">Whether the names of aggregations are prefixed with their types, for clients with typed results.</param>
internal sealed record ResponseFormat(bool HasPlainTotal = false, bool HasTypedKeys = false);
