using Vql.Api.Configuration;
using Vql.Api.Engine.Outcomes;
using Vql.Api.Requests;

namespace Vql.Api.Engine;

/// <summary>The conditions under which a request is answered, and the provenance of its answer. Scoped to the request.</summary>
internal sealed class SearchContext
{
    /// <summary>The caller's name, or the address of an anonymous caller.</summary>
    public string Caller { get; set; } = "";

    /// <summary>The feature flag of the route; null when it has none.</summary>
    public FeatureFlag? Flag { get; set; }

    /// <summary>The required freshness.</summary>
    public FreshnessRequirement Freshness { get; set; } = FreshnessRequirement.Any;

    /// <summary>The provenance of the answer; null before there is one.</summary>
    public Provenance? Provenance { get; private set; }

    /// <summary>Sets the provenance of an answer. If a request has several answers, a fallback takes precedence.</summary>
    public void SetProvenance(Provenance provenance)
    {
        if (Provenance?.Reason is null)
        {
            Provenance = provenance;
        }
    }
}
