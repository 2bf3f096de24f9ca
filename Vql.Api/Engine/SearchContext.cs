using Vql.Api.Configuration;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;

namespace Vql.Api.Engine;

/// <summary>What a request asks of its answer, and what there is to tell about it; one for each request.</summary>
internal sealed class SearchContext
{
    /// <summary>Who asks, as long as he is the same.</summary>
    public string Caller { get; set; } = "";

    /// <summary>What switches the search on for this route; null when nothing does.</summary>
    public FeatureFlag? Flag { get; set; }

    /// <summary>How fresh the answer must be.</summary>
    public FreshnessRequirement Freshness { get; set; } = FreshnessRequirement.Any;

    /// <summary>Where the answer came from; null until there is one.</summary>
    public Provenance? Provenance { get; private set; }

    /// <summary>Keeps where an answer came from. Of several in one request, the one that the search did not give.</summary>
    public void SetProvenance(Provenance provenance)
    {
        if (Provenance?.Reason is null)
        {
            Provenance = provenance;
        }
    }
}
