using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Polly.CircuitBreaker;
using Vql.Api.Access;
using Vql.Api.Configuration;
using Vql.Api.Engine.Connectra;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Shadow;
using Vql.Api.Engine.Switches;

namespace Vql.Api.Health;

/// <summary>The state of the VQL path, its statistics, and the differences between the engines.</summary>
internal static class HealthEndpoints
{
    private const int MaxDifferences = 1000;

    public static void MapVqlHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/api/v1/health/vql").WithTags("health");
        health.MapGet("/", State).WithName("VqlHealth").WithSummary("Returns the state of the VQL path.").Produces<HealthAnswer>();
        health.MapGet("/stats", Statistics).WithName("VqlStatistics").WithSummary("Returns VQL statistics.")
            .Produces<StatisticsAnswer>();
        health.MapGet("/differences", async (DifferenceStore table, ShadowRunner shadow, int? limit, CancellationToken cancellationToken) =>
                TypedResults.Json(
                    new DifferencesAnswer(
                        shadow.Counts, await table.ReadAsync(Math.Clamp(limit ?? 50, 1, MaxDifferences), cancellationToken)),
                    HealthJson.Default.DifferencesAnswer))
            .WithName("VqlDifferences").WithSummary("Lists queries that the engines answered differently, found by shadow runs.")
            .Produces<DifferencesAnswer>();
        routes.MapDatabaseHealth();
    }

    private static JsonHttpResult<HealthAnswer> State(
        ConnectraOptions connectra, EngineOptions options, LiveSettings live, VqlStatistics statistics, Circuit circuit,
        IndexPosition index, AccessOptions access, TimeProvider time)
    {
        var recent = statistics.Last(TimeSpan.FromMinutes(1));
        var isEnabled = connectra.Enabled && !live.IsSearchOff;
        // Connectra reports itself as healthy even while every search fails, so the outcomes of the searches decide.
        var (status, error) = isEnabled ? statistics.Health.Of(circuit.State) : (SearchHealth.Unknown, null);
        return TypedResults.Json(
            new HealthAnswer(
                isEnabled, status, error,
                new ConnectraDetails(NameOf(circuit), recent.Successes, recent.Failures, recent.FallbacksByReason),
                MonitoringAvailable: true, options.FlagsBySetting(isEnabled), live.RolloutPercent, IndexState.Of(index, time),
                access.IsAuthenticationDisabled,
                access.IsAuthenticationDisabled),
            HealthJson.Default.HealthAnswer);
    }

    private static JsonHttpResult<StatisticsAnswer> Statistics(
        ConnectraOptions connectra, EngineOptions options, LiveSettings live, VqlStatistics statistics, Circuit circuit,
        IndexPosition index, ShadowRunner shadow, TimeProvider time)
    {
        var all = statistics.SinceStart();
        return TypedResults.Json(
            new StatisticsAnswer(
                statistics.Since, all.TotalQueries, all.Successes, all.Failures, all.Fallbacks, all.AverageTime, all.SuccessRate,
                all.FailureRate, all,
                new Dictionary<string, VqlFigures>
                {
                    ["1m"] = statistics.Last(TimeSpan.FromMinutes(1)),
                    ["5m"] = statistics.Last(TimeSpan.FromMinutes(5)),
                    ["60m"] = statistics.Last(TimeSpan.FromMinutes(60)),
                },
                NameOf(circuit), live.RolloutPercent, options.FlagsBySetting(connectra.Enabled && !live.IsSearchOff),
                IndexState.Of(index, time),
                shadow.Counts),
            HealthJson.Default.StatisticsAnswer);
    }

    private static string NameOf(Circuit circuit) => circuit.State switch
    {
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        CircuitState.Isolated => "isolated",
        _ => "closed",
    };
}
