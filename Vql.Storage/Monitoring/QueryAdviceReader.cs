using Npgsql;
using NpgsqlTypes;

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
/// <param name="ranking">Selects the queries.</param>
public sealed class QueryAdviceReader(NpgsqlDataSource source, QueryRanking ranking)
{
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

    // Without the lateral query, PostgreSQL would read all shapes again, which takes longer than finding each by the index of shapes.
    private async Task<List<NotableQuery>> ReadFrequentAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        var shapes = await ranking.ReadAsync(window, QueryOrder.Calls, null, null, cancellationToken);
        await using var command = source.CreateCommand(
            """
            select shape, days.*
            from unnest($2) with ordinality as frequent (shape, place) cross join lateral (
                select min(entity) as entity, min(query collate "C"), sum(calls)::bigint, sum(zero_hits)::bigint, sum(fallbacks)::bigint,
                    sum(continued)::bigint
                from monitoring_queries details where details.shape = frequent.shape and day >= $1) as days
            where days.entity is not null order by place
            """);
        command.Parameters.Add(FirstDay(window));
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. shapes], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var queries = new List<NotableQuery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
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
        new() { TypedValue = ranking.FirstDay(window) };
}
