using Vql.Core.Language;

namespace Vql.Api.Answers;

/// <summary>Counts of values.</summary>
/// <param name="Facets">For each name that was asked for, its values, the most frequent first, ties by value.</param>
internal sealed record FacetsAnswer(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets);
