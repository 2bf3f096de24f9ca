namespace Vql.Api.Engine.Outcomes;

/// <summary>Where an answer came from.</summary>
/// <param name="Reason">Why the search did not answer, one of <see cref="FallbackReason"/>; null when it did.</param>
/// <param name="IndexAsOf">Up to when changes were in the index; null when that is unknown.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Provenance(string? Reason, DateTimeOffset? IndexAsOf, TimeSpan Took)
{
    /// <summary><c>vql</c> or <c>postgres</c>.</summary>
    public string Source => Reason is null ? "vql" : "postgres";
}
