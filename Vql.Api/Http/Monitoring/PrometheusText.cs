using System.Globalization;
using System.Text;
using Vql.Api.Monitoring;
using Vql.Storage.Monitoring;

namespace Vql.Api.Http.Monitoring;

/// <summary>Writes the calls of this process since its start in the text format of Prometheus.</summary>
internal static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Duration = "vql_answers_duration_seconds";
    private const string ZeroHits = "vql_answers_zero_hits_total";

    /// <summary>Returns the text.</summary>
    public static string Of(IReadOnlyList<TotalCalls> totals)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Duration} Duration of answers.\n# TYPE {Duration} histogram\n");
        foreach (var calls in totals)
        {
            var labels = LabelsOf(calls);
            var count = 0L;
            for (var bucket = 0; bucket < LatencyBuckets.Count; bucket++)
            {
                count += calls.Counts.Latencies[bucket];
                var bound = LatencyBuckets.UpperBoundOf(bucket) / 1000;
                var le = double.IsInfinity(bound) ? "+Inf" : bound.ToString("R", CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $"{Duration}_bucket{{{labels},le=\"{le}\"}} {count}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{Duration}_sum{{{labels}}} {calls.Counts.Time.TotalSeconds:R}\n");
            text.Append(CultureInfo.InvariantCulture, $"{Duration}_count{{{labels}}} {count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"# HELP {ZeroHits} Number of answers without rows.\n# TYPE {ZeroHits} counter\n");
        foreach (var calls in totals)
        {
            text.Append(CultureInfo.InvariantCulture, $"{ZeroHits}{{{LabelsOf(calls)}}} {calls.Counts.ZeroHits}\n");
        }

        return text.ToString();
    }

    // All values are names of closed sets, so that none needs an escape.
    private static string LabelsOf(TotalCalls calls) =>
        $"entity=\"{calls.Subject.Entity}\",operation=\"{calls.Subject.Operation}\",source=\"{calls.Source.ToName()}\","
        + $"reason=\"{calls.Reason}\"";
}
