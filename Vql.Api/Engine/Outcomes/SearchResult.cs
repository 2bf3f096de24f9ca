using Vql.Api.Answers;

namespace Vql.Api.Engine.Outcomes;

/// <summary>The rows of a page.</summary>
/// <param name="Rows">The rows in the order of the query, one more than the page size when a page follows.</param>
/// <param name="Total">The number of matching rows; null unless requested.</param>
internal sealed record SearchResult<T>(IReadOnlyList<T> Rows, RowTotal? Total);
