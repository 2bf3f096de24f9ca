using Vql.Api.Engine.Outcomes;

namespace Vql.Api.Health;

/// <summary>Statistics of a period.</summary>
/// <param name="TotalQueries">The number of requests that the search or its fallback answered.</param>
/// <param name="Successes">The number of requests that the search answered.</param>
/// <param name="Failures">The number of requests for which the search failed.</param>
/// <param name="Fallbacks">The number of requests that PostgreSQL answered instead, for any reason.</param>
/// <param name="SuccessRate">The percentage of successes among the requests to the search; null without requests.</param>
/// <param name="FailureRate">The percentage of failures among the requests to the search; null without requests.</param>
/// <param name="FallbackRate">The percentage of fallbacks among all requests; null without requests.</param>
/// <param name="AverageTime">The average duration of all requests, in seconds.</param>
/// <param name="P50">The median duration in seconds, with an error of up to an eighth.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="FallbacksByReason">The number of fallbacks by reason.</param>
internal sealed record VqlFigures(
    long TotalQueries, long Successes, long Failures, long Fallbacks, double? SuccessRate, double? FailureRate, double? FallbackRate,
    double AverageTime, double P50, double P90, double P95, double P99, IReadOnlyDictionary<string, int> FallbacksByReason)
{
    private const int Decimals = 6;

    public static VqlFigures Of(Tally tally)
    {
        var total = tally.Latencies.Count;
        var reasons = tally.Fallbacks();
        var fallbacks = reasons.Values.Sum();
        var failures = reasons.Where(reason => reason.Key.IsFailure()).Sum(reason => reason.Value);
        var successes = Math.Max(total - fallbacks, 0);
        return new VqlFigures(
            total, successes, failures, fallbacks, Percent(successes, successes + failures), Percent(failures, successes + failures),
            Percent(fallbacks, total), total == 0 ? 0 : Math.Round(tally.Time.TotalSeconds / total, Decimals),
            Seconds(tally, 0.5), Seconds(tally, 0.9), Seconds(tally, 0.95), Seconds(tally, 0.99),
            reasons.ToDictionary(reason => reason.Key.ToName(), reason => reason.Value));
    }

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 2);

    private static double Seconds(Tally tally, double share) => Math.Round(tally.Latencies.Percentile(share).TotalSeconds, Decimals);
}
