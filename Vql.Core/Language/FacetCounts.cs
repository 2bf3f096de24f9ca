namespace Vql.Core.Language;

/// <summary>A facet's values.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">Its values with their counts, the most frequent first, ties by value.</param>
public sealed record FacetCounts(string Field, IReadOnlyList<FacetCount> Values);

/// <summary>How many rows have a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How many rows.</param>
public readonly record struct FacetCount(string Value, long Count);
