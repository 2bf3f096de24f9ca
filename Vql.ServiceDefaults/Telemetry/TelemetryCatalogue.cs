using System.Diagnostics;

namespace Vql.ServiceDefaults.Telemetry;

/// <summary>
/// All meters, instruments, activity sources, spans, and attributes of this solution. docs/telemetry.md is generated
/// from this file. Attributes contain values of closed sets, index names, and sizes, but never values of rows or
/// queries.
/// </summary>
public static class TelemetryCatalogue
{
    /// <summary>The meter and the activity source of the API.</summary>
    public const string Api = "Vql.Api";

    /// <summary>The meter of Connectra.</summary>
    public const string Connectra = "Vql.Connectra";

    /// <summary>The meter and the activity source of the sync worker.</summary>
    public const string Worker = "Vql.SyncWorker";

    /// <summary>The meter and the activity source of the Elasticsearch client.</summary>
    public const string Elasticsearch = "Vql.Elasticsearch";

    // Up to one second, each boundary is at most twice the previous one, for accurate percentiles of fast requests.
    private static readonly double[] FineSeconds =
    [
        0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10,
    ];

    // The boundaries in the semantic conventions, which Npgsql uses as well.
    private static readonly double[] DatabaseSeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private static readonly double[] LagSeconds = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600];

    private static readonly double[] Sizes = [0, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 100_000, 1_000_000];

    /// <summary>The entity.</summary>
    public static AttributeDefinition Entity { get; } = new("vql.entity", "Entity that is searched or indexed.", ["contact", "company"]);

    /// <summary>The operation of a request.</summary>
    public static AttributeDefinition Operation { get; } =
        new("vql.operation", "Operation of the API.", ["list", "count", "uuids", "facets", "suggest", "explain", "values", "lookup"]);

    /// <summary>The engine.</summary>
    public static AttributeDefinition Source { get; } = new(
        "vql.source", "Engine: `vql` is Connectra and Elasticsearch.", TelemetryValues.All<TelemetrySource>());

    /// <summary>The outcome of a request.</summary>
    public static AttributeDefinition Outcome { get; } = new(
        "vql.outcome",
        "Outcome of a request: `fallback` when PostgreSQL answered instead of the search, `shed` when PostgreSQL had no capacity.",
        TelemetryValues.All<RequestOutcome>());

    /// <summary>The reason of a fallback.</summary>
    public static AttributeDefinition FallbackReason { get; } = new(
        "vql.fallback.reason", "Reason why the search did not answer.",
        [
            "disabled", "rollout", "circuit_open", "timeout", "unreachable", "unauthorized", "rate_limited", "server_error", "rejected",
            "bad_response", "index_behind", "unsupported", "fresh", "hedged", "expensive",
        ]);

    /// <summary>The outcome of an attempt of one engine.</summary>
    public static AttributeDefinition AttemptOutcome { get; } = new(
        "vql.attempt.outcome", "`ok`; a fallback reason of the search; `failed` or `shed` for PostgreSQL.",
        ["ok", "failed", "shed", .. FallbackReason.Values]);

    /// <summary>The result of comparing both engines.</summary>
    public static AttributeDefinition Comparison { get; } =
        new("vql.comparison.result", "Result of comparing both engines' answers.", TelemetryValues.All<ComparisonResult>());

    /// <summary>The operation on a document.</summary>
    public static AttributeDefinition DocumentOperation { get; } =
        new("vql.document.operation", "Operation on a document.", ["index", "delete"]);

    /// <summary>The result of an operation on a document.</summary>
    public static AttributeDefinition DocumentResult { get; } = new(
        "vql.document.result",
        "Result of a bulk operation: `stale` when the index holds the same or a newer version, `transient` when it is retried.",
        ["applied", "stale", "transient", "rejected"]);

    /// <summary>The kind of a difference between rows and documents.</summary>
    public static AttributeDefinition DifferenceKind { get; } =
        new("vql.difference.kind", "Kind of difference between rows and documents.", ["missing", "extra", "stale", "different"]);

    /// <summary>The number of rows of a batch.</summary>
    public static AttributeDefinition BatchRows { get; } = new("vql.batch.rows", "Number of rows in the batch.", []);

    /// <summary>The database system.</summary>
    public static AttributeDefinition DatabaseSystem { get; } = new("db.system.name", "Database system.", ["elasticsearch"]);

    /// <summary>The operation of Elasticsearch.</summary>
    public static AttributeDefinition DatabaseOperation { get; } = new(
        "db.operation.name", "Identifier of the Elasticsearch endpoint.",
        [
            "search", "count", "bulk", "open_point_in_time", "close_point_in_time", "cluster.health", "indices.create", "indices.delete",
            "indices.exists", "indices.field_usage_stats", "indices.forcemerge", "indices.get_mapping", "indices.get_settings",
            "indices.put_index_template", "indices.put_settings", "indices.refresh", "indices.stats", "indices.update_aliases", "other",
        ]);

    /// <summary>The index.</summary>
    public static AttributeDefinition DatabaseCollection { get; } =
        new("db.collection.name", "Index or alias; absent when the request names none.", []);

    /// <summary>The HTTP status of the Elasticsearch response.</summary>
    public static AttributeDefinition DatabaseStatus { get; } =
        new("db.response.status_code", "HTTP status; absent without an answer.", []);

    /// <summary>The host of the node.</summary>
    public static AttributeDefinition ServerAddress { get; } = new("server.address", "Host of the node that answered.", []);

    /// <summary>The port of the node.</summary>
    public static AttributeDefinition ServerPort { get; } = new("server.port", "Port of the node that answered.", []);

    /// <summary>The kind of failure.</summary>
    public static AttributeDefinition ErrorType { get; } = new(
        "error.type", "Kind of failure; absent on success.",
        [
            "timeout", "unreachable", "unauthorized", "rate_limited", "index_missing", "point_in_time_gone", "rejected", "server_error",
            "bad_response", "incomplete", "canceled",
        ]);

    /// <summary>Requests of the API.</summary>
    public static InstrumentDefinition Requests { get; } = new(
        Api, InstrumentKind.Counter, "vql.requests", "{request}", "Number of search requests.", Operation, Entity, Source, Outcome);

    /// <summary>Durations of requests.</summary>
    public static InstrumentDefinition RequestDuration { get; } = new(
        Api, InstrumentKind.Histogram, "vql.request.duration", "s", "Duration of search requests, from routing to the rows.",
        Operation, Entity, Source, Outcome)
    {
        Buckets = FineSeconds,
    };

    /// <summary>Durations of attempts.</summary>
    public static InstrumentDefinition AttemptDuration { get; } = new(
        Api, InstrumentKind.Histogram, "vql.attempt.duration", "s",
        "Duration of one engine's attempt to answer; a request has several when it falls back or is hedged.",
        Operation, Entity, Source, AttemptOutcome)
    {
        Buckets = FineSeconds,
    };

    /// <summary>Fallbacks.</summary>
    public static InstrumentDefinition Fallbacks { get; } = new(
        Api, InstrumentKind.Counter, "vql.fallbacks", "{request}", "Number of requests that the search did not answer.",
        Operation, Entity, FallbackReason);

    /// <summary>Hedged requests.</summary>
    public static InstrumentDefinition Hedges { get; } = new(
        Api, InstrumentKind.Counter, "vql.hedges", "{request}",
        "Number of requests sent to PostgreSQL while a slow search was pending, by the engine that answered first.",
        Operation, Entity, Source);

    /// <summary>Comparisons of both engines.</summary>
    public static InstrumentDefinition Comparisons { get; } = new(
        Api, InstrumentKind.Counter, "vql.shadow.comparisons", "{request}", "Number of sampled requests compared between both engines.",
        Operation, Entity, Comparison);

    /// <summary>Sizes of results.</summary>
    public static InstrumentDefinition ResultSize { get; } = new(
        Api, InstrumentKind.Histogram, "vql.result.size", "{row}",
            "Rows of a page, value of a count, UUIDs of a list, or values of facets, lists and suggestions.",
        Operation, Entity, Source)
    {
        Buckets = Sizes,
    };

    /// <summary>Requests without results.</summary>
    public static InstrumentDefinition ZeroHits { get; } = new(
        Api, InstrumentKind.Counter, "vql.zero_hits", "{request}", "Number of requests whose result was empty.", Operation, Entity, Source);

    /// <summary>The state of the circuit breaker.</summary>
    public static InstrumentDefinition CircuitState { get; } = new(
        Api, InstrumentKind.Gauge, "vql.circuit.state", "1", "State of the circuit breaker: 0 closed, 1 half-open, 2 open.");

    /// <summary>The share of callers whose requests are sent to the search.</summary>
    public static InstrumentDefinition RolloutRatio { get; } = new(
        Api, InstrumentKind.Gauge, "vql.rollout.ratio", "1",
        "Share of callers whose requests are sent to the search; 0 while it is disabled.");

    /// <summary>Hits without a row.</summary>
    public static InstrumentDefinition StaleHits { get; } = new(
        Connectra, InstrumentKind.Counter, "vql.connectra.stale_hits", "{hit}",
        "Number of hits left out because their row no longer exists.", Entity);

    /// <summary>Durations of Elasticsearch operations.</summary>
    public static InstrumentDefinition OperationDuration { get; } = new(
        Elasticsearch, InstrumentKind.Histogram, "db.client.operation.duration", "s", "Duration of database client operations.",
        DatabaseSystem, DatabaseOperation, DatabaseCollection, DatabaseStatus, ServerAddress, ServerPort, ErrorType)
    {
        Buckets = DatabaseSeconds,
    };

    /// <summary>Documents written.</summary>
    public static InstrumentDefinition Documents { get; } = new(
        Worker, InstrumentKind.Counter, "vql.sync.documents", "{document}", "Number of bulk operations on documents.",
        Entity, DocumentOperation, DocumentResult);

    /// <summary>Time from commit to indexing.</summary>
    public static InstrumentDefinition IndexedLag { get; } = new(
        Worker, InstrumentKind.Histogram, "vql.sync.indexed.lag", "s", "Time from a commit until its documents were indexed.")
    {
        Buckets = LagSeconds,
    };

    /// <summary>Time from commit to searchable.</summary>
    public static InstrumentDefinition SearchableLag { get; } = new(
        Worker, InstrumentKind.Histogram, "vql.sync.searchable.lag", "s", "Time from a commit until its documents were searchable.")
    {
        Buckets = LagSeconds,
    };

    /// <summary>The lag in seconds.</summary>
    public static InstrumentDefinition Lag { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.lag", "s",
        "Age of the newest commit that is searchable; up to 6 s while nothing is written.");

    /// <summary>The lag in bytes.</summary>
    public static InstrumentDefinition LagBytes { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.lag.bytes", "By",
        "WAL written since the position that the worker confirmed, as of the last check.");

    /// <summary>WAL that the replication slot retains.</summary>
    public static InstrumentDefinition SlotBytes { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.slot.bytes", "By", "WAL retained by the replication slot, as of the last check.");

    /// <summary>Changes that wait for a batch.</summary>
    public static InstrumentDefinition Queue { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.queue", "{change}", "Changes read from the WAL that wait for a batch.");

    /// <summary>Rejected documents.</summary>
    public static InstrumentDefinition DeadLetters { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.dead_letters", "{document}", "Documents in the dead-letter queue.");

    /// <summary>Rows of a batch.</summary>
    public static InstrumentDefinition BatchSize { get; } = new(
        Worker, InstrumentKind.Histogram, "vql.sync.batch.size", "{row}", "Rows in a batch of changes.")
    {
        Buckets = Sizes,
    };

    /// <summary>Differences found by verification.</summary>
    public static InstrumentDefinition VerifyDifferences { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.verify.differences", "{document}",
        "Differences found by the last verification.", Entity, DifferenceKind);

    /// <summary>Duration of verification.</summary>
    public static InstrumentDefinition VerifyDuration { get; } = new(
        Worker, InstrumentKind.Gauge, "vql.sync.verify.duration", "s", "Duration of the last verification.", Entity);

    /// <summary>All instruments.</summary>
    public static IReadOnlyList<InstrumentDefinition> Instruments { get; } =
    [
        Requests, RequestDuration, AttemptDuration, Fallbacks, Hedges, Comparisons, ResultSize, ZeroHits, CircuitState, RolloutRatio,
        StaleHits, OperationDuration, Documents, IndexedLag, SearchableLag, Lag, LagBytes, SlotBytes, Queue, DeadLetters, BatchSize,
        VerifyDifferences, VerifyDuration,
    ];

    /// <summary>The span of a request that PostgreSQL answers instead of the search.</summary>
    public static SpanDefinition FallbackSpan { get; } = new(
        Api, "vql.fallback", ActivityKind.Internal,
        "The request is answered by PostgreSQL. The exception that caused the fallback is an event. " +
        "The status is an error only when PostgreSQL failed, too.",
        Operation, Entity, FallbackReason);

    /// <summary>The span of a hedged read.</summary>
    public static SpanDefinition HedgeSpan { get; } = new(
        Api, "vql.hedge", ActivityKind.Internal, "PostgreSQL is queried while a slow search is pending.", Operation, Entity);

    /// <summary>The span of a batch.</summary>
    public static SpanDefinition BatchSpan { get; } = new(
        Worker, "vql.sync.batch", ActivityKind.Consumer,
        "A batch of changes is indexed. Linked to the spans of the requests that wrote the rows.", BatchRows);

    /// <summary>The span that makes batches searchable.</summary>
    public static SpanDefinition PublishSpan { get; } = new(
        Worker, "vql.sync.publish", ActivityKind.Consumer,
        "The indices are refreshed and the position is published. Linked to the batches and to the requests whose rows become searchable.");

    /// <summary>The span of a request to Elasticsearch.</summary>
    public static SpanDefinition OperationSpan { get; } = new(
        Elasticsearch, "{db.operation.name} {db.collection.name}", ActivityKind.Client,
        "A request to Elasticsearch, by the semantic conventions. The HTTP request below it has no span of its own.",
        DatabaseSystem, DatabaseOperation, DatabaseCollection, DatabaseStatus, ServerAddress, ServerPort, ErrorType);

    /// <summary>All spans.</summary>
    public static IReadOnlyList<SpanDefinition> Spans { get; } = [FallbackSpan, HedgeSpan, BatchSpan, PublishSpan, OperationSpan];

    /// <summary>The attributes added to the server spans of the API.</summary>
    public static IReadOnlyList<AttributeDefinition> ServerSpanAttributes { get; } = [Source, FallbackReason];
}
