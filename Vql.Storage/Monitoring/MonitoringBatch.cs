namespace Vql.Storage.Monitoring;

/// <summary>The figures that a replica of the API writes at once.</summary>
/// <param name="At">The minute of the figures.</param>
/// <param name="Replica">The name of the replica.</param>
/// <param name="Circuit">The state of the circuit breaker.</param>
/// <param name="Dropped">The number of calls whose figures could not be written earlier.</param>
/// <param name="Calls">The calls, each combination of the first members once.</param>
/// <param name="Queries">The queries, each shape once.</param>
/// <param name="Synonyms">Words that may be synonyms, each pair once.</param>
/// <param name="Marks">The events.</param>
public sealed record MonitoringBatch(
    DateTimeOffset At, string Replica, string Circuit, long Dropped, IReadOnlyList<CallFigures> Calls,
    IReadOnlyList<QueryFigures> Queries, IReadOnlyList<SynonymCandidate> Synonyms, IReadOnlyList<Mark> Marks);

/// <summary>Calls of the API with the same operation and outcome.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">The operation, as in metrics.</param>
/// <param name="Source">The source of the answers.</param>
/// <param name="Reason">The fallback reason. Empty if there is none.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Latencies">The counts of <see cref="LatencyBuckets"/>.</param>
public sealed record CallFigures(
    string Entity, string Operation, AnswerSource Source, string Reason, long Calls, long ZeroHits, IReadOnlyList<int> Latencies);

/// <summary>Calls with queries that differ in their values only.</summary>
/// <param name="Shape">The identifier of the query without its values.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">The operation, as in metrics.</param>
/// <param name="Query">The query as JSON, with a placeholder for each value.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="Fallbacks">The number of calls that PostgreSQL answered.</param>
/// <param name="Errors">The number of calls that neither engine answered.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Rows">The number of rows of all answers.</param>
/// <param name="Continued">The number of calls with a cursor, which continued a list.</param>
/// <param name="TotalMs">The duration of all calls in milliseconds.</param>
/// <param name="MaxMs">The duration of the slowest call in milliseconds.</param>
/// <param name="Example">The slowest query as JSON, with the length of each value.</param>
/// <param name="Latencies">The counts of <see cref="LatencyBuckets"/>.</param>
public sealed record QueryFigures(
    string Shape, string Entity, string Operation, string Query, long Calls, long Fallbacks, long Errors, long ZeroHits, long Rows,
    long Continued, double TotalMs, double MaxMs, string Example, IReadOnlyList<int> Latencies);

/// <summary>Words that found nothing, and those that the same caller tried next and that found rows.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Field">The name of the field.</param>
/// <param name="Missed">The words that found nothing, in lowercase.</param>
/// <param name="Found">The words that found rows, in lowercase.</param>
/// <param name="Calls">The number of times.</param>
public sealed record SynonymCandidate(string Entity, string Field, string Missed, string Found, long Calls);

/// <summary>An event that explains a change of the figures.</summary>
/// <param name="At">The time.</param>
/// <param name="Kind">
/// <c>api_started</c>, <c>api_stopped</c>, <c>circuit_opened</c>, <c>circuit_half_open</c>, <c>circuit_closed</c>,
/// <c>verification</c> or <c>reindex</c>.
/// </param>
/// <param name="Detail">The details, such as the version.</param>
public sealed record Mark(DateTimeOffset At, string Kind, string Detail);
