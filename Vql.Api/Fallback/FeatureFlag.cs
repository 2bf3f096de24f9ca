namespace Vql.Api.Fallback;

/// <summary>Groups of routes that ask the search only when they are switched on.</summary>
internal enum FeatureFlag
{
    SingleRecordRetrieval,
    CompanyContacts,
    Exports,
    LinkedinSearch,
}

/// <summary>The flags by name, and on routes.</summary>
internal static class FeatureFlags
{
    public static IReadOnlyList<FeatureFlag> All { get; } = Enum.GetValues<FeatureFlag>();

    /// <summary>The setting that switches it on.</summary>
    public static string SettingOf(FeatureFlag flag) => flag switch
    {
        FeatureFlag.SingleRecordRetrieval => "VQL_SINGLE_RECORD_RETRIEVAL",
        FeatureFlag.CompanyContacts => "VQL_COMPANY_CONTACTS",
        FeatureFlag.Exports => "VQL_EXPORTS",
        FeatureFlag.LinkedinSearch => "VQL_LINKEDIN_SEARCH",
        _ => throw new ArgumentOutOfRangeException(nameof(flag)),
    };

    /// <summary>Has PostgreSQL answer a route, with the reason <c>disabled</c>, until its flag is on.</summary>
    public static TBuilder Behind<TBuilder>(this TBuilder route, FeatureFlag flag)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Gate(flag));

    /// <summary>The flag of the route that a request came to; null when it has none.</summary>
    public static FeatureFlag? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Gate>()?.Flag;

    private sealed record Gate(FeatureFlag Flag);
}
