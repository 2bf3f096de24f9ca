using Vql.Api.Consistency;

namespace Vql.Api.Fallback;

/// <summary>What a request asks of its answer, and what there is to tell about it; one for each request.</summary>
internal sealed class RequestTerms
{
    /// <summary>Who asks, as long as he is the same.</summary>
    public string Caller { get; set; } = "";

    /// <summary>What switches the search on for this route; null when nothing does.</summary>
    public FeatureFlag? Flag { get; set; }

    /// <summary>How fresh the answer must be.</summary>
    public Freshness Freshness { get; set; } = Freshness.Any;

    /// <summary>Where the answer came from; null until there is one.</summary>
    public Provenance? Provenance { get; private set; }

    /// <summary>Keeps where an answer came from. Of several in one request, the one that the search did not give.</summary>
    public void Tell(Provenance provenance)
    {
        if (Provenance?.Reason is null)
        {
            Provenance = provenance;
        }
    }
}

/// <summary>Where an answer came from.</summary>
/// <param name="Reason">Why the search did not answer, one of <see cref="Vql.FallbackReason"/>; null when it did.</param>
/// <param name="IndexAsOf">Up to when changes were in the index; null when that is unknown.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Provenance(string? Reason, DateTimeOffset? IndexAsOf, TimeSpan Took)
{
    /// <summary><c>vql</c> or <c>postgres</c>.</summary>
    public string Source => Reason is null ? "vql" : "postgres";
}
