using Vql.Api.Engine.Outcomes;

namespace Vql.Api.Health;

/// <summary>Figures of a span of time.</summary>
/// <param name="TotalQueries">Requests answered through the switch.</param>
/// <param name="Successes">The search answered.</param>
/// <param name="Failures">The search was asked and failed.</param>
/// <param name="Fallbacks">PostgreSQL answered instead, whatever the reason.</param>
/// <param name="SuccessRate">Percent of the requests that the search was asked for; null without any.</param>
/// <param name="FailureRate">Likewise.</param>
/// <param name="FallbackRate">Percent of all; null without any.</param>
/// <param name="AverageTime">Seconds, over all.</param>
/// <param name="P50">Seconds that half of all did not exceed, to an eighth; so the others.</param>
/// <param name="P90">90 %.</param>
/// <param name="P95">95 %.</param>
/// <param name="P99">99 %.</param>
/// <param name="FallbacksByReason">The reasons that occurred.</param>
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
        var failures = reasons.Where(reason => FallbackReason.IsFailure(reason.Key)).Sum(reason => reason.Value);
        var successes = Math.Max(total - fallbacks, 0);
        return new VqlFigures(
            total, successes, failures, fallbacks, Percent(successes, successes + failures), Percent(failures, successes + failures),
            Percent(fallbacks, total), total == 0 ? 0 : Math.Round(tally.Time.TotalSeconds / total, Decimals),
            Seconds(tally, 0.5), Seconds(tally, 0.9), Seconds(tally, 0.95), Seconds(tally, 0.99), reasons);
    }

    private static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 2);

    private static double Seconds(Tally tally, double share) => Math.Round(tally.Latencies.Percentile(share).TotalSeconds, Decimals);
}
