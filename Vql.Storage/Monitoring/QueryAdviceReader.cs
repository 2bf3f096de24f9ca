using Npgsql;

namespace Vql.Storage.Monitoring;

/// <summary>
/// A query whose answers never have rows, that the search rarely answers, or whose lists are read over many pages.
/// </summary>
/// <param name="Shape">The identifier of the query without its values.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Query">The query as JSON, with a placeholder for each value.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Fallbacks">The number of calls that PostgreSQL answered.</param>
/// <param name="Continued">The number of calls with a cursor, which continued a list.</param>
public sealed record NotableQuery(
    string Shape, string Entity, string Query, long Calls, long ZeroHits, long Fallbacks, long Continued)
{
    /// <summary>The mean number of pages that are read of a list. Infinite if only further pages were read in the window.</summary>
    public double PagesPerList => (double)Calls / (Calls - Continued);
}

/// <summary>What the recorded queries suggest.</summary>
/// <param name="NeverFound">Queries without rows in any answer.</param>
/// <param name="RarelySearched">Queries of which PostgreSQL answered more than half.</param>
/// <param name="ReadByPages">Queries whose lists are read over many pages.</param>
/// <param name="Synonyms">Words that may be synonyms. They are values of requests.</param>
/// <param name="Fields">The use of each field.</param>
public sealed record QueryAdvice(
    IReadOnlyList<NotableQuery> NeverFound, IReadOnlyList<NotableQuery> RarelySearched, IReadOnlyList<NotableQuery> ReadByPages,
    IReadOnlyList<SynonymCandidate> Synonyms, IReadOnlyList<FieldUse> Fields);

/// <summary>Reads what the most frequent queries of a window suggest.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The clock.</param>
public sealed class QueryAdviceReader(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The number of queries that are examined, the most frequent ones.</summary>
    public const int MaxQueries = 5000;

    /// <summary>The minimum number of calls of a notable query. Fewer calls are no evidence.</summary>
    public const int MinCalls = 5;

    /// <summary>The minimum number of pages that are read of a list on average, for <see cref="QueryAdvice.ReadByPages"/>.</summary>
    public const int MinPages = 10;

    private const int MaxNotable = 20;

    /// <summary>Reads the advice.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<QueryAdvice> ReadAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        var queries = await ReadFrequentAsync(window, cancellationToken);
        var uses = new FieldUses();
        queries.ForEach(uses.Add);
        return new QueryAdvice(
            [.. queries.Where(query => query.Calls >= MinCalls && query.ZeroHits == query.Calls).Take(MaxNotable)],
            [
                .. queries.Where(query => query.Calls >= MinCalls && query.Fallbacks > query.Calls / 2)
                    .OrderByDescending(query => query.Fallbacks).Take(MaxNotable),
            ],
            [
                .. queries.Where(query => query.Calls >= MinCalls && query.PagesPerList >= MinPages)
                    .OrderByDescending(query => query.Continued).Take(MaxNotable),
            ],
            await ReadSynonymsAsync(window, cancellationToken),
            uses.ToList());
    }

    // The most frequent shapes are selected by a single sum, and only they are summed completely, each by the index of shapes.
    // Without the lateral query, PostgreSQL would read all shapes again, which takes longer. It allocates the state of a sum of
    // bigint for each shape, but not that of a double, which is exact up to 2^53.
    private async Task<List<NotableQuery>> ReadFrequentAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        await using var sum = await LargeSum.OpenAsync(
            source,
            """
            with frequent as (
                select shape, sum(calls::double precision) as place from monitoring_queries where day >= $1
                group by shape order by place desc, shape limit $2)
            select shape, days.*
            from frequent cross join lateral (
                select min(entity), min(query collate "C"), sum(calls)::bigint, sum(zero_hits)::bigint, sum(fallbacks)::bigint,
                    sum(continued)::bigint
                from monitoring_queries details where details.shape = frequent.shape and day >= $1) as days
            order by place desc, shape
            """,
            cancellationToken);
        sum.Command.Parameters.Add(FirstDay(window));
        sum.Command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxQueries });
        var queries = new List<NotableQuery>();
        await using var reader = await sum.Command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            queries.Add(new NotableQuery(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetInt64(5), reader.GetInt64(6)));
        }

        return queries;
    }

    private async Task<List<SynonymCandidate>> ReadSynonymsAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select entity, field, missed, found, sum(calls)::bigint as calls
            from monitoring_synonyms where day >= $1 group by entity, field, missed, found
            having sum(calls) >= {MonitoringWriter.MinSynonymCalls} order by calls desc, missed, found limit {MaxNotable}
            """);
        command.Parameters.Add(FirstDay(window));
        var synonyms = new List<SynonymCandidate>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            synonyms.Add(new SynonymCandidate(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4)));
        }

        return synonyms;
    }

    private NpgsqlParameter<DateOnly> FirstDay(MonitoringWindow window) =>
        new() { TypedValue = DateOnly.FromDateTime((time.GetUtcNow() - window.Length).UtcDateTime) };
}
