using System.Diagnostics;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.SyncWorker;

/// <summary>Starts the worker's spans. Each begins a trace of its own: a batch holds rows of many requests.</summary>
internal static class SyncSpans
{
    private static readonly ActivitySource Activities = new(TelemetryCatalogue.Worker);

    /// <summary>Starts the span of a batch.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="writers">The spans of the requests that wrote the rows.</param>
    public static Activity? StartBatch(int rows, IEnumerable<ActivityLink> writers) =>
        Start(TelemetryCatalogue.BatchSpan, writers)?.SetTag(TelemetryCatalogue.BatchRows.Name, rows);

    /// <summary>Starts the span that makes batches searchable.</summary>
    /// <param name="indexed">The spans of the batches and of the requests that wrote their rows; without any, there is no span.</param>
    public static Activity? StartPublish(IReadOnlyCollection<ActivityLink> indexed) =>
        indexed.Count == 0 ? null : Start(TelemetryCatalogue.PublishSpan, indexed);

    private static Activity? Start(SpanDefinition span, IEnumerable<ActivityLink> links) =>
        Activities.StartActivity(span.Name, span.Kind, default(ActivityContext), tags: null, links);
}
