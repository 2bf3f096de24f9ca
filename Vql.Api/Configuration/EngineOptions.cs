using Microsoft.Extensions.Options;

namespace Vql.Api.Configuration;

/// <summary>The rollout of the search, and the limits of the fallback to PostgreSQL.</summary>
internal sealed record EngineOptions
{
    /// <summary>The percentage of callers in the rollout of the search.</summary>
    public double RolloutPercent { get; private init; }

    /// <summary>The percentage of answers that are compared with those of the other engine.</summary>
    public double ShadowPercent { get; private init; }

    /// <summary>The maximum percentage of requests that are hedged.</summary>
    public double HedgePercent { get; private init; }

    /// <summary>The maximum number of concurrent requests to PostgreSQL.</summary>
    public int PostgresConcurrency { get; private init; }

    /// <summary>The maximum number of queued requests to PostgreSQL.</summary>
    public int PostgresQueueLength { get; private init; }

    /// <summary>The timeout of a request to PostgreSQL.</summary>
    public TimeSpan PostgresTimeout { get; private init; }

    /// <summary>The maximum time for the suggestions of a list without rows.</summary>
    public TimeSpan SuggestionTimeout { get; private init; }

    /// <summary>The maximum age of changes that the index may lack; zero for no limit.</summary>
    public TimeSpan MaxStaleness { get; private init; }

    /// <summary>The enabled feature flags.</summary>
    public IReadOnlySet<FeatureFlag> Features { get; private init; } = new HashSet<FeatureFlag>();

    /// <summary>Reads the <c>VQL_*</c> and <c>FALLBACK_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid. The failures name every invalid variable.</exception>
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
            SuggestionTimeout = settings.Seconds("VQL_SUGGESTION_TIMEOUT", 0.5, 0, 60),
            MaxStaleness = settings.Duration("VQL_MAX_STALENESS", 30, 86_400),
            Features = FeatureFlags.All.Where(flag => settings.Flag(FeatureFlags.SettingOf(flag))).ToHashSet(),
        };
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("engine", typeof(EngineOptions), settings.Faults);
    }

    /// <summary>Returns whether routes with a flag may use the search. Routes without a flag may.</summary>
    public bool IsEnabled(FeatureFlag? flag) => flag is not { } required || Features.Contains(required);

    /// <summary>Returns whether each flag is enabled, by its variable.</summary>
    /// <param name="isSearchEnabled">The value of <c>CONNECTRA_ENABLED</c>, without which no flag has an effect.</param>
    public Dictionary<string, bool> FlagsBySetting(bool isSearchEnabled) => new(
        FeatureFlags.All.Select(flag => KeyValuePair.Create(FeatureFlags.SettingOf(flag), isSearchEnabled && IsEnabled(flag)))
            .Prepend(KeyValuePair.Create("CONNECTRA_ENABLED", isSearchEnabled)));
}
