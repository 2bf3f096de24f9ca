using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.Storage.Monitoring;

/// <summary>A query whose answers never have rows, or that the search rarely answers.</summary>
/// <param name="Shape">The identifier of the query without its values.</param>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Query">The query as JSON, with a placeholder for each value.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="ZeroHits">The number of answers without rows.</param>
/// <param name="Fallbacks">The number of calls that PostgreSQL answered.</param>
public sealed record NotableQuery(string Shape, string Entity, string Query, long Calls, long ZeroHits, long Fallbacks);

/// <summary>The use of a field in queries.</summary>
/// <param name="Entity"><c>contact</c> or <c>company</c>.</param>
/// <param name="Field">The name of the field.</param>
/// <param name="Calls">The number of calls with queries that contain the field.</param>
/// <param name="ZeroHits">The number of their answers without rows.</param>
public sealed record FieldUse(string Entity, string Field, long Calls, long ZeroHits);

/// <summary>What the recorded queries suggest.</summary>
/// <param name="NeverFound">Queries without rows in any answer.</param>
/// <param name="RarelySearched">Queries of which PostgreSQL answered more than half.</param>
/// <param name="Fields">The use of each field.</param>
public sealed record QueryAdvice(
    IReadOnlyList<NotableQuery> NeverFound, IReadOnlyList<NotableQuery> RarelySearched, IReadOnlyList<FieldUse> Fields);

/// <summary>Reads what the most frequent queries of a window suggest.</summary>
/// <param name="source">The database.</param>
/// <param name="time">The clock.</param>
public sealed class QueryAdviceReader(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The number of queries that are examined, the most frequent ones.</summary>
    public const int MaxQueries = 5000;

    /// <summary>The minimum number of calls of a notable query. Fewer calls are no evidence.</summary>
    public const int MinCalls = 5;

    private const int MaxNotable = 20;

    private const string Frequent =
        """
        with frequent as materialized (
            select shape, entity, query, sum(calls)::bigint as calls, sum(zero_hits)::bigint as zero_hits,
                sum(fallbacks)::bigint as fallbacks
            from monitoring_queries where day >= $1 group by shape, entity, query order by sum(calls) desc limit $2)
        """;

    /// <summary>Reads the advice.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<QueryAdvice> ReadAsync(MonitoringWindow window, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Command(
            window, "select * from frequent where calls >= $3 and zero_hits = calls order by calls desc limit $4"));
        batch.BatchCommands.Add(Command(
            window, "select * from frequent where calls >= $3 and fallbacks > calls / 2 order by fallbacks desc limit $4"));
        var fields = new NpgsqlBatchCommand(
            Frequent
            + """

            select fields.entity, fields.field, coalesce(sum(calls), 0)::bigint, coalesce(sum(zero_hits), 0)::bigint
            from unnest($3, $4) as fields (entity, field)
                left join frequent on frequent.entity = fields.entity and strpos(frequent.query, '"' || fields.field || '"') > 0
            group by 1, 2 order by 3 desc, 1, 2
            """);
        AddWindow(fields, window);
        var known = Known(FieldCatalogue.Contacts, "contact").Concat(Known(FieldCatalogue.Companies, "company")).ToList();
        fields.Parameters.Add(Texts(known.Select(field => field.Entity)));
        fields.Parameters.Add(Texts(known.Select(field => field.Name)));
        batch.BatchCommands.Add(fields);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var neverFound = await QueriesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rarelySearched = await QueriesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var uses = new List<FieldUse>();
        while (await reader.ReadAsync(cancellationToken))
        {
            uses.Add(new FieldUse(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return new QueryAdvice(neverFound, rarelySearched, uses);
    }

    // Filters do not name computed fields; the conversion of a filter chooses them.
    private static IEnumerable<(string Entity, string Name)> Known(EntityFields entity, string name) =>
        entity.Fields.Where(field => !field.IsComputed).Select(field => (name, field.Name));

    private static async Task<List<NotableQuery>> QueriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var queries = new List<NotableQuery>();
        while (await reader.ReadAsync(cancellationToken))
        {
            queries.Add(new NotableQuery(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetInt64(5)));
        }

        return queries;
    }

    private NpgsqlBatchCommand Command(MonitoringWindow window, string select)
    {
        var command = new NpgsqlBatchCommand($"{Frequent}\n{select}");
        AddWindow(command, window);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MinCalls });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxNotable });
        return command;
    }

    private void AddWindow(NpgsqlBatchCommand command, MonitoringWindow window)
    {
        command.Parameters.Add(
            new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime((time.GetUtcNow() - window.Length).UtcDateTime) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxQueries });
    }

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
