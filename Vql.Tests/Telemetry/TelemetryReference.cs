using System.Globalization;
using System.Text;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Tests.Telemetry;

/// <summary>Generates the reference page of telemetry from the catalogue.</summary>
internal static class TelemetryReference
{
    private const string Introduction = """
        # Telemetry

        Generated from `Vql.ServiceDefaults/Telemetry/TelemetryCatalogue.cs`. `TelemetryReferenceTests` fails if the page is out
        of date. `CollectedTelemetryTests` compares the metrics below with those that an OpenTelemetry Collector receives.

        Set `OTEL_EXPORTER_OTLP_ENDPOINT` to export traces, metrics and logs by OTLP. The Aspire app host sets it; standalone
        hosts read it from the environment. The other `OTEL_*` variables of the .NET SDK apply as well. Without an endpoint,
        nothing is recorded.

        - Attribute values are from closed sets, or are index names, status codes and sizes. Attributes and logs contain no
          personal names, email addresses, phone numbers or query texts. `url.query` contains only the names of the parameters
          (`title=*&limit=*`). Statements contain parameter numbers. Logs describe queries by fields and kinds of clauses.
        - The service name is that of the host, such as `Vql.Api`, unless `OTEL_SERVICE_NAME` is set.
        - Health checks (`/health`, `/alive`, `/ready`, `/_cluster/health`) and calls outside a trace, such as the worker's
          polling, have no spans.
        - Logs carry the trace ID and the span ID. Histograms have exemplars of recorded traces unless
          `OTEL_METRICS_EXEMPLAR_FILTER` is set.
        - Each host also exports the metrics of ASP.NET Core, `HttpClient`, the .NET runtime and Npgsql. Npgsql's
          `db.client.operation.duration` has `db.system.name` = `postgresql`.
        - `Aspire:Npgsql:DisableTracing`, `Aspire:Npgsql:DisableMetrics` and
          `Aspire:Elastic:Clients:Elasticsearch:DisableTracing` turn off the signals of one store.


        """;

    private const string Traces = """

        ## Traces

        A list through the API is one trace. A request to Elasticsearch has one span; the HTTP request itself has none. The
        embedded search node has a server span. Elasticsearch has none.

        ```text
        Vql.Api  server  GET /api/v1/contacts/
          Vql.Api  client  POST
            Vql.Connectra  server  POST /contacts/
              Vql.Connectra  client  search contacts_index
                Vql.SearchNode  server  POST /{index}/_search
              Vql.Connectra  client  postgresql
        ```

        After a fallback, the server span has `vql.fallback.reason`, and PostgreSQL's span is a child of `vql.fallback`. The server
        span has no error status, because the response is correct.

        ```text
        Vql.Api  server  GET /api/v1/contacts/
          Vql.Api  client  POST                 error
          Vql.Api  internal  vql.fallback       event: exception
            Vql.Api  client  postgresql
        ```

        A write stores its `traceparent` in the WAL, within its transaction. The worker links the batch that indexes the rows,
        and the refresh that makes them searchable, to the write. Both are separate traces, because a batch contains rows of
        many requests.

        ```text
        Vql.SyncWorker  consumer  vql.sync.batch      link: the write
          Vql.SyncWorker  client  postgresql
          Vql.SyncWorker  client  bulk
        Vql.SyncWorker  consumer  vql.sync.publish    links: the batch, the write
          Vql.SyncWorker  client  indices.refresh contacts_index
          Vql.SyncWorker  client  indices.refresh companies_index
          Vql.SyncWorker  client  postgresql
        ```

        ## Renamed metrics

        | before | now |
        | --- | --- |
        | `vql.queries`, `vql.query.duration` | `vql.requests`, `vql.request.duration`; `vql.attempt.duration` for each engine |
        | `vql.reason` | `vql.fallback.reason` |
        | `vql.outcome` of `vql.shadow.comparisons` | `vql.comparison.result` |
        | `vql.index`, `vql.operation` of `vql.sync.documents` | `vql.entity`, `vql.document.operation` |
        | `vql.result` of `vql.sync.documents` | `vql.document.result` |
        | `vql.kind` | `vql.difference.kind` |
        | meter and source `Vql` | `Vql.Api`, `Vql.Connectra`, `Vql.Elasticsearch`, `Vql.SyncWorker` |

        """;

    public static string Markdown
    {
        get
        {
            var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
            page.Append("## Metrics\n");
            foreach (var meter in TelemetryCatalogue.Instruments.GroupBy(instrument => instrument.Meter))
            {
                page.Append($"\n### {meter.Key}\n\n| metric | kind | unit | description | attributes |\n| --- | --- | --- | --- | --- |\n");
                foreach (var instrument in meter)
                {
                    page.Append($"| `{instrument.Name}` | {instrument.Kind.ToString().ToLowerInvariant()} | `{instrument.Unit}` | ")
                        .Append($"{instrument.Description} | {Names(instrument.Attributes)} |\n");
                }
            }

            AddBuckets(page);
            AddAttributes(page);
            AddSpans(page);
            return page.Append(Traces.ReplaceLineEndings("\n")).ToString().TrimEnd('\n') + "\n";
        }
    }

    private static void AddBuckets(StringBuilder page)
    {
        page.Append("\n### Histogram buckets\n\n| metrics | upper bounds |\n| --- | --- |\n");
        var histograms = TelemetryCatalogue.Instruments.Where(instrument => instrument.Kind == InstrumentKind.Histogram);
        foreach (var same in histograms.GroupBy(instrument => string.Join(", ", instrument.Buckets.Select(Text))))
        {
            page.Append($"| {string.Join(", ", same.Select(instrument => $"`{instrument.Name}`"))} | {same.Key} |\n");
        }
    }

    private static void AddAttributes(StringBuilder page)
    {
        page.Append("\n## Attributes\n\n| attribute | description | values |\n| --- | --- | --- |\n");
        var attributes = TelemetryCatalogue.Instruments.SelectMany(instrument => instrument.Attributes)
            .Concat(TelemetryCatalogue.Spans.SelectMany(span => span.Attributes)).Distinct();
        foreach (var attribute in attributes)
        {
            var values = string.Join(", ", attribute.Values.Select(value => $"`{value}`"));
            page.Append($"| `{attribute.Name}` | {attribute.Description} | {values} |\n");
        }
    }

    private static void AddSpans(StringBuilder page)
    {
        page.Append("\n## Spans\n\n| source | span | kind | description | attributes |\n| --- | --- | --- | --- | --- |\n");
        foreach (var span in TelemetryCatalogue.Spans)
        {
            page.Append($"| `{span.Source}` | `{span.Name}` | {span.Kind.ToString().ToLowerInvariant()} | ")
                .Append($"{span.Description} | {Names(span.Attributes)} |\n");
        }

        page.Append($"\nThe API's server spans also have {Names(TelemetryCatalogue.ServerSpanAttributes)}.\n");
    }

    private static string Names(IEnumerable<AttributeDefinition> attributes) =>
        string.Join(", ", attributes.Select(attribute => $"`{attribute.Name}`"));

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
