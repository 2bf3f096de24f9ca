using Vql.Api.Engine.Outcomes;

namespace Vql.Api.Engine;

/// <summary>The answer to a search call, and its provenance.</summary>
/// <param name="Value">The answer; null when neither engine answered.</param>
/// <param name="Provenance">The provenance, which headers and the <c>meta</c> member of lists report.</param>
internal sealed record SearchAnswer<T>(T? Value, Provenance Provenance)
    where T : class;
