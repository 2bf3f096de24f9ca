using System.Diagnostics;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.SyncWorker;

/// <summary>Starts the spans of the worker. Each starts a new trace, because a batch contains rows of many requests.</summary>
internal static class SyncSpans
{
    private static readonly ActivitySource Activities = new(TelemetryCatalogue.Worker);

    /// <summary>Starts the span of a batch.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="writers">The spans of the requests that wrote the rows.</param>
    public static Activity? StartBatch(int rows, IEnumerable<ActivityLink> writers) =>
        Start(TelemetryCatalogue.BatchSpan, writers)?.SetTag(TelemetryCatalogue.BatchRows.Name, rows);

    /// <summary>Starts the span of a refresh that makes batches searchable.</summary>
    /// <param name="indexed">The spans of the batches and their writers. If there are none, no span is started.</param>
    public static Activity? StartPublish(IReadOnlyCollection<ActivityLink> indexed) =>
        indexed.Count == 0 ? null : Start(TelemetryCatalogue.PublishSpan, indexed);

    private static Activity? Start(SpanDefinition span, IEnumerable<ActivityLink> links) =>
        Activities.StartActivity(span.Name, span.Kind, default(ActivityContext), tags: null, links);
}
