using System.Text.Json.Serialization;
using Vql.Storage.Monitoring;

namespace Vql.Api.Http.Monitoring;

/// <summary>The calls of a source.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="P50Ms">The median duration in milliseconds, with an error of up to a fifth; null without calls.</param>
/// <param name="P95Ms">The 95th percentile.</param>
/// <param name="P99Ms">The 99th percentile.</param>
internal sealed record SourceFigures(long Calls, long ZeroHits, double? P50Ms, double? P95Ms, double? P99Ms)
{
    private const int Decimals = 3;

    public static SourceFigures Of(FigureTally tally) => new(
        tally.Calls, tally.ZeroHits, Rounded(tally.Percentile(0.5)), Rounded(tally.Percentile(0.95)), Rounded(tally.Percentile(0.99)));

    private static double? Rounded(double? milliseconds) => milliseconds is { } known ? Math.Round(known, Decimals) : null;
}

/// <summary>The calls of a period.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Search">The calls that the search answered.</param>
/// <param name="Database">The calls that PostgreSQL answered, as the fallback or by design.</param>
/// <param name="Error">The calls that neither engine answered.</param>
/// <param name="Fallbacks">The number of calls that PostgreSQL answered instead of the search, by fallback reason.</param>
internal sealed record OutcomeFigures(
    long Calls, long ZeroHits, SourceFigures Search, SourceFigures Database, SourceFigures Error,
    IReadOnlyDictionary<string, long> Fallbacks)
{
    public static OutcomeFigures Of(OutcomeTally tally) => new(
        tally.Calls, tally.ZeroHits, SourceFigures.Of(tally[AnswerSource.Search]), SourceFigures.Of(tally[AnswerSource.Database]),
        SourceFigures.Of(tally[AnswerSource.Error]), tally.Fallbacks);
}

/// <summary>The calls of a part of the window.</summary>
/// <param name="At">The start of the part.</param>
/// <param name="Outcomes">The calls; null if no replica wrote figures, which differs from no calls.</param>
internal sealed record PointAnswer(DateTimeOffset At, OutcomeFigures? Outcomes);

/// <summary>The figures of a window over time, summed over all replicas.</summary>
/// <param name="Window">The name of the window.</param>
/// <param name="StepSeconds">The length of a point.</param>
/// <param name="HasData">Whether any replica wrote figures in the window.</param>
/// <param name="LastWrittenAt">The last time at which a replica wrote figures; null if none ever did.</param>
/// <param name="Dropped">The number of calls whose figures were lost.</param>
/// <param name="Total">The sum of all points.</param>
/// <param name="Points">The points in order.</param>
internal sealed record MinutesAnswer(
    string Window, double StepSeconds, bool HasData, DateTimeOffset? LastWrittenAt, long Dropped, OutcomeFigures Total,
    IReadOnlyList<PointAnswer> Points)
{
    public static MinutesAnswer Of(MonitoringSeries series) => new(
        series.Window.Name, series.Window.Step.TotalSeconds, series.HasData, series.LastWrittenAt, series.Dropped,
        OutcomeFigures.Of(series.Total),
        [.. series.Points.Select(point => new PointAnswer(point.At, point.Outcomes is { } known ? OutcomeFigures.Of(known) : null))]);
}

/// <summary>The figures of a window, the state of the index, and events.</summary>
/// <param name="Window">The name of the window.</param>
/// <param name="HasData">Whether any replica wrote figures in the window.</param>
/// <param name="LastWrittenAt">The last time at which a replica wrote figures; null if none ever did.</param>
/// <param name="Dropped">The number of calls whose figures were lost.</param>
/// <param name="Total">The calls; null without data.</param>
/// <param name="LagSeconds">The age of the oldest change that may not be indexed; null when unknown.</param>
/// <param name="LagBytes">The WAL written since the position of the index; null when unknown.</param>
/// <param name="SlotBytes">The WAL that the replication slots retain; null without a slot.</param>
/// <param name="DeadLetters">The number of dead letters.</param>
/// <param name="Verifications">The newest verification of each index.</param>
/// <param name="Marks">Starts of the API, changes of the circuit breaker, verifications and reindexes.</param>
internal sealed record OverviewAnswer(
    string Window, bool HasData, DateTimeOffset? LastWrittenAt, long Dropped, OutcomeFigures? Total, double? LagSeconds, long? LagBytes,
    long? SlotBytes, long DeadLetters, IReadOnlyList<VerificationRow> Verifications, IReadOnlyList<Mark> Marks)
{
    public static OverviewAnswer Of(MonitoringSeries series, SyncSnapshot sync, IReadOnlyList<Mark> marks) => new(
        series.Window.Name, series.HasData, series.LastWrittenAt, series.Dropped,
        series.HasData ? OutcomeFigures.Of(series.Total) : null, sync.Lag?.TotalSeconds, sync.LagBytes,
        sync.Slots.Max(slot => slot.RetainedBytes), sync.DeadLetters, sync.Verifications, marks);
}

/// <summary>The calls with queries that differ in their values only.</summary>
/// <param name="Shape">The identifier of the shape.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Query">The query as JSON, with a placeholder for each value.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="Fallbacks">The number of calls that PostgreSQL answered.</param>
/// <param name="Errors">The number of calls that neither engine answered.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Rows">The number of rows of all answers.</param>
/// <param name="Continued">The number of calls with a cursor, which continued a list.</param>
/// <param name="MeanMs">The mean duration in milliseconds.</param>
/// <param name="P95Ms">The 95th percentile, with an error of up to a fifth.</param>
/// <param name="MaxMs">The longest duration.</param>
/// <param name="TotalMs">The duration of all calls.</param>
/// <param name="Example">The slowest query as JSON, with the length of each value.</param>
/// <param name="LastAt">The time of the last figures.</param>
internal sealed record QueryAnswer(
    string Shape, string Entity, string Operation, string Query, long Calls, long Fallbacks, long Errors, long ZeroHits, long Rows,
    long Continued, double MeanMs, double? P95Ms, double MaxMs, double TotalMs, string Example, DateTimeOffset LastAt)
{
    public static QueryAnswer Of(QuerySummary query)
    {
        var figures = query.Figures;
        return new QueryAnswer(
            figures.Shape, figures.Entity, figures.Operation, figures.Query, figures.Calls, figures.Fallbacks, figures.Errors,
            figures.ZeroHits, figures.Rows, figures.Continued, query.MeanMs, query.Percentile(0.95), figures.MaxMs, figures.TotalMs,
            figures.Example, query.LastAt);
    }
}

/// <summary>The query shapes of a window. The first day is included completely.</summary>
/// <param name="Window">The name of the window.</param>
/// <param name="Queries">The shapes in the requested order.</param>
internal sealed record QueriesAnswer(string Window, IReadOnlyList<QueryAnswer> Queries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(MinutesAnswer))]
[JsonSerializable(typeof(QueriesAnswer))]
internal sealed partial class MonitoringJson : JsonSerializerContext;
