namespace Vql.Api.Engine.Outcomes;

/// <summary>The provenance of an answer.</summary>
/// <param name="Reason">The reason why the search did not answer; null when it did.</param>
/// <param name="IndexAsOf">The time up to which the index contained all changes; null when unknown.</param>
/// <param name="Took">The duration of the request.</param>
internal sealed record Provenance(FallbackReason? Reason, DateTimeOffset? IndexAsOf, TimeSpan Took)
{
    /// <summary><c>vql</c> or <c>postgres</c>.</summary>
    public string Source => Reason is null ? "vql" : "postgres";
}
