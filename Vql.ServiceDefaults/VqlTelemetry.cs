using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vql.ServiceDefaults;

/// <summary>The meter and the activity source of VQL, and their instruments.</summary>
public static class VqlTelemetry
{
    /// <summary>The name of both.</summary>
    public const string Name = "Vql";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "vql.queries", "{query}", "Queries answered or failed, by entity, operation, source and outcome.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "vql.query.duration", "s", "How long queries took, by entity, operation, source and outcome.");

    private static readonly Counter<long> Fallbacks = Meter.CreateCounter<long>(
        "vql.fallbacks", "{fallback}", "Queries that PostgreSQL answered instead of the search, by reason.");

    private static readonly Counter<long> Hedges = Meter.CreateCounter<long>(
        "vql.hedges", "{query}", "Queries that PostgreSQL was asked for beside a slow search, by who was first.");

    private static readonly Counter<long> Comparisons = Meter.CreateCounter<long>(
        "vql.shadow.comparisons", "{query}", "Queries that both engines answered, by whether they answered the same.");

    /// <summary>Where spans of the VQL way begin.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Records a query.</summary>
    /// <param name="entity"><c>contact</c> or <c>company</c>.</param>
    /// <param name="operation"><c>list</c> or <c>count</c>.</param>
    /// <param name="source"><c>vql</c> or <c>postgres</c>.</param>
    /// <param name="outcome"><c>ok</c>, or the reason it failed for.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void RecordQuery(string entity, string operation, string source, string outcome, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "vql.entity", entity },
            { "vql.operation", operation },
            { "vql.source", source },
            { "vql.outcome", outcome },
        };
        Queries.Add(1, tags);
        Duration.Record(elapsed.TotalSeconds, tags);
    }

    /// <summary>Records that PostgreSQL answers instead.</summary>
    public static void RecordFallback(string entity, string operation, string reason) =>
        Fallbacks.Add(1, new TagList { { "vql.entity", entity }, { "vql.operation", operation }, { "vql.reason", reason } });

    /// <summary>Records that PostgreSQL was asked beside a slow search.</summary>
    /// <param name="entity"><c>contact</c> or <c>company</c>.</param>
    /// <param name="operation"><c>list</c> or <c>count</c>.</param>
    /// <param name="first">Who answered first: <c>vql</c> or <c>postgres</c>.</param>
    public static void RecordHedge(string entity, string operation, string first) =>
        Hedges.Add(1, new TagList { { "vql.entity", entity }, { "vql.operation", operation }, { "vql.source", first } });

    /// <summary>Records that both engines answered a query.</summary>
    /// <param name="entity"><c>contact</c> or <c>company</c>.</param>
    /// <param name="operation"><c>list</c> or <c>count</c>.</param>
    /// <param name="result"><c>same</c>, <c>different</c>, <c>skipped</c> when there was no time or no answer.</param>
    public static void RecordComparison(string entity, string operation, string result) =>
        Comparisons.Add(1, new TagList { { "vql.entity", entity }, { "vql.operation", operation }, { "vql.outcome", result } });
}
