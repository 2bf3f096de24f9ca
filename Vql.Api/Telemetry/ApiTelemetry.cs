using System.Diagnostics;
using System.Diagnostics.Metrics;
using Vql.Api.Engine.Outcomes;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Telemetry;

/// <summary>Records the API's metrics and starts its spans.</summary>
internal static class ApiTelemetry
{
    /// <summary>The outcome of an attempt that answered.</summary>
    public const string Ok = "ok";

    /// <summary>The outcome of an attempt that PostgreSQL failed.</summary>
    public const string Failed = "failed";

    /// <summary>The outcome of an attempt that the concurrency limiter of PostgreSQL rejected.</summary>
    public const string Shed = "shed";

    private static readonly Meter Meter = new(TelemetryCatalogue.Api);
    private static readonly ActivitySource Activities = new(TelemetryCatalogue.Api);
    private static readonly Counter<long> Requests = TelemetryCatalogue.Requests.CreateCounter(Meter);
    private static readonly Histogram<double> RequestDuration = TelemetryCatalogue.RequestDuration.CreateHistogram<double>(Meter);
    private static readonly Histogram<double> AttemptDuration = TelemetryCatalogue.AttemptDuration.CreateHistogram<double>(Meter);
    private static readonly Counter<long> Fallbacks = TelemetryCatalogue.Fallbacks.CreateCounter(Meter);
    private static readonly Counter<long> Hedges = TelemetryCatalogue.Hedges.CreateCounter(Meter);
    private static readonly Counter<long> Comparisons = TelemetryCatalogue.Comparisons.CreateCounter(Meter);
    private static readonly Histogram<long> ResultSize = TelemetryCatalogue.ResultSize.CreateHistogram<long>(Meter);
    private static readonly Counter<long> ZeroHits = TelemetryCatalogue.ZeroHits.CreateCounter(Meter);

    /// <summary>Records a request that was answered, or that neither engine could answer.</summary>
    /// <param name="subject">The request's operation and entity.</param>
    /// <param name="source">The engine that answered, or was asked last.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="elapsed">The request's duration.</param>
    /// <param name="size">The size of the result; null when it is unknown.</param>
    public static void RecordRequest(Subject subject, TelemetrySource source, RequestOutcome outcome, TimeSpan elapsed, long? size = null)
    {
        if (!Requests.Enabled && !RequestDuration.Enabled && !ResultSize.Enabled && !ZeroHits.Enabled)
        {
            return;
        }

        var tags = subject.ToTags();
        tags.Add(TelemetryCatalogue.Source.Of(TelemetryValues.Of(source)));
        if (size is { } rows)
        {
            ResultSize.Record(rows, tags);
            if (rows == 0)
            {
                ZeroHits.Add(1, tags);
            }
        }

        tags.Add(TelemetryCatalogue.Outcome.Of(TelemetryValues.Of(outcome)));
        Requests.Add(1, tags);
        RequestDuration.Record(elapsed.TotalSeconds, tags);
    }

    /// <summary>Records one engine's attempt.</summary>
    /// <param name="subject">The request's operation and entity.</param>
    /// <param name="source">The engine.</param>
    /// <param name="outcome"><see cref="Ok"/>, <see cref="Failed"/>, <see cref="Shed"/> or the name of a fallback reason.</param>
    /// <param name="elapsed">The attempt's duration.</param>
    public static void RecordAttempt(Subject subject, TelemetrySource source, string outcome, TimeSpan elapsed)
    {
        if (AttemptDuration.Enabled)
        {
            var tags = subject.ToTags();
            tags.Add(TelemetryCatalogue.Source.Of(TelemetryValues.Of(source)));
            tags.Add(TelemetryCatalogue.AttemptOutcome.Of(outcome));
            AttemptDuration.Record(elapsed.TotalSeconds, tags);
        }
    }

    /// <summary>Counts a request that PostgreSQL answers instead of the search.</summary>
    public static void RecordFallback(Subject subject, FallbackReason reason)
    {
        if (Fallbacks.Enabled)
        {
            var tags = subject.ToTags();
            tags.Add(TelemetryCatalogue.FallbackReason.Of(reason.ToName()));
            Fallbacks.Add(1, tags);
        }
    }

    /// <summary>Counts a request that was sent to PostgreSQL while the search was pending.</summary>
    public static void RecordHedge(Subject subject, TelemetrySource first)
    {
        if (Hedges.Enabled)
        {
            var tags = subject.ToTags();
            tags.Add(TelemetryCatalogue.Source.Of(TelemetryValues.Of(first)));
            Hedges.Add(1, tags);
        }
    }

    /// <summary>Counts a comparison of both engines.</summary>
    public static void RecordComparison(Subject subject, ComparisonResult result)
    {
        if (Comparisons.Enabled)
        {
            var tags = subject.ToTags();
            tags.Add(TelemetryCatalogue.Comparison.Of(TelemetryValues.Of(result)));
            Comparisons.Add(1, tags);
        }
    }

    /// <summary>Adds the engine that answers to the request's server span.</summary>
    /// <param name="reason">The fallback reason; null when the search answers.</param>
    public static void DescribeServerSpan(FallbackReason? reason)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        span.SetTag(TelemetryCatalogue.Source.Name, TelemetryValues.Of(reason is null ? TelemetrySource.Vql : TelemetrySource.Postgres));
        if (reason is { } known)
        {
            span.SetTag(TelemetryCatalogue.FallbackReason.Name, known.ToName());
        }
    }

    /// <summary>Starts the span of a fallback.</summary>
    /// <param name="subject">The request's operation and entity.</param>
    /// <param name="reason">The fallback reason.</param>
    /// <param name="cause">The exception that caused it; null when there was none.</param>
    public static Activity? StartFallback(Subject subject, FallbackReason reason, Exception? cause)
    {
        var span = Start(TelemetryCatalogue.FallbackSpan, subject)?.SetTag(TelemetryCatalogue.FallbackReason.Name, reason.ToName());
        return cause is null ? span : span?.AddException(cause);
    }

    /// <summary>Starts the span of a hedged read.</summary>
    public static Activity? StartHedge(Subject subject) => Start(TelemetryCatalogue.HedgeSpan, subject);

    private static Activity? Start(SpanDefinition definition, Subject subject) => Activities.StartActivity(definition.Name, definition.Kind)
        ?.SetTag(TelemetryCatalogue.Operation.Name, subject.Operation)
        .SetTag(TelemetryCatalogue.Entity.Name, subject.Entity);
}
