using Vql.Api.Answers;

namespace Vql.Api.Engine.Outcomes;

/// <summary>Rows that were found for a page.</summary>
/// <param name="Rows">The rows in the order they were walked, one more than the page holds where there are more.</param>
/// <param name="Total">How many rows there are in all; null unless that was asked for.</param>
internal sealed record SearchResult<T>(IReadOnlyList<T> Rows, RowTotal? Total);
