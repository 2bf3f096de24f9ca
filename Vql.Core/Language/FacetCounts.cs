namespace Vql.Core.Language;

/// <summary>The values of a facet.</summary>
/// <param name="Field">The field.</param>
/// <param name="Values">The values with their counts, sorted by count in descending order, then by value.</param>
public sealed record FacetCounts(string Field, IReadOnlyList<FacetCount> Values);

/// <summary>The count of a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of rows with the value.</param>
public readonly record struct FacetCount(string Value, long Count);
