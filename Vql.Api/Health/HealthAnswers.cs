using System.Text.Json.Serialization;
using Vql.Api.Engine.Freshness;
using Vql.Api.Engine.Shadow;

namespace Vql.Api.Health;

/// <summary>The position of the index.</summary>
/// <param name="Position">The WAL position; null when unknown.</param>
/// <param name="AsOf">The time up to which the index contains all changes; null when unknown.</param>
/// <param name="AgeSeconds">The age of that time; null when unknown.</param>
/// <param name="LagSeconds">The age of the oldest change that the index lacks, 0 for none; null when unknown.</param>
/// <param name="Stale">
/// Whether PostgreSQL answers because the index lags by more than <c>VQL_MAX_STALENESS</c>, or is being backfilled or
/// verified.
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

/// <summary>The state of the VQL path.</summary>
/// <param name="ConnectraEnabled">Whether the VQL path is enabled.</param>
/// <param name="ConnectraStatus">
/// <c>healthy</c>, <c>recovering</c>, <c>unhealthy</c>, <c>unavailable</c> or <c>unknown</c>, depending on the latest searches.
/// </param>
/// <param name="ConnectraError">The reason why the status is not healthy; null when it is healthy or unknown.</param>
/// <param name="ConnectraDetails">The outcomes of the searches of the last minute.</param>
/// <param name="MonitoringAvailable">Always true.</param>
/// <param name="FeatureFlags">The feature flags.</param>
/// <param name="RolloutPercent">The percentage of callers in the rollout of the search.</param>
/// <param name="Index">The position of the index.</param>
/// <param name="AuthenticationDisabled">
/// Whether every request has full access: in Development, without <c>JWT_SECRET_KEY</c> and <c>API_KEYS</c>.
/// </param>
/// <param name="DoorsOpen">The former name of <c>authentication_disabled</c>.</param>
internal sealed record HealthAnswer(
    bool ConnectraEnabled, string ConnectraStatus, string? ConnectraError, ConnectraDetails ConnectraDetails, bool MonitoringAvailable,
    IReadOnlyDictionary<string, bool> FeatureFlags, double RolloutPercent, IndexState Index,
    bool AuthenticationDisabled, bool DoorsOpen);

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
