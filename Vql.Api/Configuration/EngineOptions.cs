using Microsoft.Extensions.Options;

namespace Vql.Api.Configuration;

/// <summary>Whom the search answers, and how much PostgreSQL may be asked in its place.</summary>
internal sealed record EngineOptions
{
    /// <summary>The share of callers whom the search answers, percent.</summary>
    public double RolloutPercent { get; private init; }

    /// <summary>The share of requests that both engines answer, to compare, percent.</summary>
    public double ShadowPercent { get; private init; }

    /// <summary>The share of requests for which PostgreSQL may start beside a slow search, percent.</summary>
    public double HedgePercent { get; private init; }

    /// <summary>Requests that PostgreSQL works on at a time.</summary>
    public int PostgresConcurrency { get; private init; }

    /// <summary>Requests that wait for it.</summary>
    public int PostgresQueueLength { get; private init; }

    /// <summary>How long PostgreSQL may take for one.</summary>
    public TimeSpan PostgresTimeout { get; private init; }

    /// <summary>How old the changes may be that the index lacks, for the search to answer; zero for any age.</summary>
    public TimeSpan MaxStaleness { get; private init; }

    /// <summary>The features that are switched on beside the lists and counts.</summary>
    public IReadOnlySet<FeatureFlag> Features { get; private init; } = new HashSet<FeatureFlag>();

    /// <summary>Reads the <c>VQL_*</c> and <c>FALLBACK_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name every faulty key.</exception>
    public static EngineOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var options = new EngineOptions
        {
            RolloutPercent = settings.Number("VQL_ROLLOUT_PERCENT", 100, 0, 100),
            ShadowPercent = settings.Number("VQL_SHADOW_PERCENT", 0, 0, 100),
            HedgePercent = settings.Number("VQL_HEDGE_PERCENT", 10, 0, 100),
            PostgresConcurrency = (int)settings.Number("FALLBACK_CONCURRENCY", 32, 1, 1000),
            PostgresQueueLength = (int)settings.Number("FALLBACK_QUEUE", 256, 0, 100_000),
            PostgresTimeout = settings.Seconds("FALLBACK_TIMEOUT", 10, 0.05, 600),
            MaxStaleness = settings.Duration("VQL_MAX_STALENESS", 30, 86_400),
            Features = FeatureFlags.All.Where(flag => settings.Flag(FeatureFlags.SettingOf(flag))).ToHashSet(),
        };
        return settings.Faults.Count == 0 ? options : throw new OptionsValidationException("switch", typeof(EngineOptions), settings.Faults);
    }

    /// <summary>Whether a route with that flag may ask the search; routes without one always may.</summary>
    public bool IsOn(FeatureFlag? flag) => flag is not { } gated || Features.Contains(gated);

    /// <summary>Returns whether each flag is enabled, by its variable.</summary>
    /// <param name="isSearchEnabled">The value of <c>CONNECTRA_ENABLED</c>, without which no flag has an effect.</param>
    public Dictionary<string, bool> FlagsBySetting(bool isSearchEnabled) => new(
        FeatureFlags.All.Select(flag => KeyValuePair.Create(FeatureFlags.SettingOf(flag), isSearchEnabled && IsOn(flag)))
            .Prepend(KeyValuePair.Create("CONNECTRA_ENABLED", isSearchEnabled)));
}
