using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Polly.CircuitBreaker;
using Vql.Api.Access;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Shadow;

namespace Vql.Api.Health;

/// <summary>How the way through the search does: its state, its figures, and where the engines differ.</summary>
internal static class HealthEndpoints
{
    private const int MostDifferences = 1000;

    public static void MapVqlHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/api/v1/health/vql").WithTags("health");
        health.MapGet("/", State).WithName("VqlHealth").WithSummary("The state of the way through the search.").Produces<HealthAnswer>();
        health.MapGet("/stats", Statistics).WithName("VqlStatistics").WithSummary("Figures of the way through the search.").Produces<StatisticsAnswer>();
        health.MapGet("/differences", async (DifferenceStore table, ShadowRunner shadow, int? limit, CancellationToken cancellationToken) =>
                TypedResults.Json(
                    new DifferencesAnswer(shadow.Counts, await table.ReadAsync(Math.Clamp(limit ?? 50, 1, MostDifferences), cancellationToken)),
                    HealthJson.Default.DifferencesAnswer))
            .WithName("VqlDifferences").WithSummary("Questions that the engines answered differently, found by shadow runs.").Produces<DifferencesAnswer>();
    }

    private static JsonHttpResult<HealthAnswer> State(
        ConnectraOptions connectra, EngineOptions options, VqlStatistics statistics, Circuit circuit, IndexPosition index, AccessOptions access,
        TimeProvider time)
    {
        var lately = statistics.Last(TimeSpan.FromMinutes(1));
        return TypedResults.Json(
            new HealthAnswer(
                connectra.Enabled, StatusOf(connectra, lately, circuit, statistics.HasRecovered),
                new ConnectraDetails(NameOf(circuit), lately.Successes, lately.Failures, lately.FallbacksByReason),
                MonitoringAvailable: true, options.FlagsBySetting(connectra.Enabled), options.RolloutPercent, IndexState.Of(index, time), access.IsOpen),
            HealthJson.Default.HealthAnswer);
    }

    private static JsonHttpResult<StatisticsAnswer> Statistics(
        ConnectraOptions connectra, EngineOptions options, VqlStatistics statistics, Circuit circuit, IndexPosition index,
        ShadowRunner shadow, TimeProvider time)
    {
        var all = statistics.SinceStart();
        return TypedResults.Json(
            new StatisticsAnswer(
                statistics.Since, all.TotalQueries, all.Successes, all.Failures, all.Fallbacks, all.AverageTime, all.SuccessRate, all.FailureRate, all,
                new Dictionary<string, VqlFigures>
                {
                    ["1m"] = statistics.Last(TimeSpan.FromMinutes(1)),
                    ["5m"] = statistics.Last(TimeSpan.FromMinutes(5)),
                    ["60m"] = statistics.Last(TimeSpan.FromMinutes(60)),
                },
                NameOf(circuit), options.RolloutPercent, options.FlagsBySetting(connectra.Enabled), IndexState.Of(index, time), shadow.Counts),
            HealthJson.Default.StatisticsAnswer);
    }

    // Connectra's own health says ok while every search fails: what the searches came to is what counts.
    private static string StatusOf(ConnectraOptions connectra, VqlFigures lately, Circuit circuit, bool hasRecovered) =>
        !connectra.Enabled ? "unknown"
        : circuit.State is CircuitState.Open or CircuitState.Isolated ? "unavailable"
        : lately.Successes + lately.Failures == 0 ? "unknown"
        : lately.Failures * 2 >= lately.Successes + lately.Failures && !hasRecovered ? "unhealthy"
        : "healthy";

    private static string NameOf(Circuit circuit) => circuit.State switch
    {
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        CircuitState.Isolated => "isolated",
        _ => "closed",
    };
}

/// <summary>How far the index is.</summary>
/// <param name="Position">The log position; null when unknown.</param>
/// <param name="AsOf">Up to when changes are in it.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="LagSeconds">The age of the oldest change that it lacks, 0 for none; null when unknown.</param>
/// <param name="Stale">
/// Whether PostgreSQL answers because the index is not up to date: it lags more than <c>VQL_MAX_STALENESS</c>, or is being
/// filled or compared.
/// </param>
internal sealed record IndexState(string? Position, DateTimeOffset? AsOf, double? AgeSeconds, double? LagSeconds, bool Stale)
{
    public static IndexState Of(IndexPosition index, TimeProvider time) => index.Progress is { } progress
        ? new IndexState(
            progress.Lsn.ToString(), progress.At, progress.At is { } at ? Math.Round((time.GetUtcNow() - at).TotalSeconds, 3) : null,
            progress.Lag is { } lag ? Math.Round(lag.TotalSeconds, 3) : null, index.IsBehind)
        : new IndexState(null, null, null, null, index.IsBehind);
}

internal sealed record ConnectraDetails(string Circuit, long Successes, long Failures, IReadOnlyDictionary<string, int> FallbacksByReason);

/// <summary>The state of the way through the search.</summary>
/// <param name="ConnectraEnabled">Whether the search is asked at all.</param>
/// <param name="ConnectraStatus"><c>healthy</c>, <c>unhealthy</c>, <c>unavailable</c> or <c>unknown</c>, by what the last minute's searches came to.</param>
/// <param name="ConnectraDetails">What they came to.</param>
/// <param name="MonitoringAvailable">Always.</param>
/// <param name="FeatureFlags">What is switched on.</param>
/// <param name="RolloutPercent">The share of callers whom the search answers.</param>
/// <param name="Index">How far the index is.</param>
/// <param name="DoorsOpen">Whether anybody may do anything: in Development, when nothing says who may.</param>
internal sealed record HealthAnswer(
    bool ConnectraEnabled, string ConnectraStatus, ConnectraDetails ConnectraDetails, bool MonitoringAvailable,
    IReadOnlyDictionary<string, bool> FeatureFlags, double RolloutPercent, IndexState Index, bool DoorsOpen);

internal sealed record StatisticsAnswer(
    DateTimeOffset Since, long TotalQueries, long Successes, long Failures, long Fallbacks, double AverageTime, double? SuccessRate,
    double? FailureRate, VqlFigures SinceStart, IReadOnlyDictionary<string, VqlFigures> Windows, string Circuit, double RolloutPercent,
    IReadOnlyDictionary<string, bool> FeatureFlags, IndexState Index, ShadowCounts Shadow);

internal sealed record DifferencesAnswer(ShadowCounts SinceStart, IReadOnlyList<Difference> Differences);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(StatisticsAnswer))]
[JsonSerializable(typeof(DifferencesAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
