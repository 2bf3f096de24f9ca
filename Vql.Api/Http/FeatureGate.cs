using Vql.Api.Configuration;

namespace Vql.Api.Http;

/// <summary>The feature flags of routes.</summary>
internal static class FeatureGate
{
    /// <summary>Makes a route fall back to PostgreSQL, with the reason <c>disabled</c>, unless its flag is enabled.</summary>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder route, FeatureFlag flag)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Gate(flag));

    /// <summary>Returns the flag of the route that serves a request; null when it has none.</summary>
    public static FeatureFlag? FlagOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Gate>()?.Flag;

    private sealed record Gate(FeatureFlag Flag);
}
