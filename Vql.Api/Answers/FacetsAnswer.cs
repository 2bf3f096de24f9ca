using Vql.Core.Language;

namespace Vql.Api.Answers;

/// <summary>Facets.</summary>
/// <param name="Facets">The values of each requested facet, by descending count and then by value.</param>
internal sealed record FacetsAnswer(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets);
