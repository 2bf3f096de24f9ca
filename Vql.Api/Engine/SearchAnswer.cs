using Vql.Api.Engine.Outcomes;

namespace Vql.Api.Engine;

/// <summary>What a query came to, and which engine answered it.</summary>
/// <param name="Value">The answer; null when neither engine gave one.</param>
/// <param name="Provenance">Where it came from: headers tell it of every answer, a list tells it in <c>meta</c>, too.</param>
internal sealed record SearchAnswer<T>(T? Value, Provenance Provenance)
    where T : class
{
    /// <summary>Why the search did not answer; null when it did.</summary>
    public string? Reason => Provenance.Reason;
}
