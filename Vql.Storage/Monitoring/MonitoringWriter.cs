using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>Writes the figures of the API into the tables <c>monitoring_*</c>.</summary>
/// <param name="source">The database.</param>
public sealed class MonitoringWriter(NpgsqlDataSource source)
{
    /// <summary>The number of days for which figures are kept.</summary>
    public const int RetentionDays = 30;

    /// <summary>
    /// The minimum number of calls of words that may be synonyms. Words with fewer calls are deleted after a day, because they are
    /// values of single requests.
    /// </summary>
    public const int MinSynonymCalls = 3;

    private const int MaxSynonymsOfDay = 2000;

    // An arbitrary number that all versions must share.
    private const long RetentionLock = 0x56514C30;

    /// <summary>Adds figures in one round trip. Figures of the same minute are summed.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error. Nothing was written.</exception>
    public async Task WriteAsync(MonitoringBatch batch, CancellationToken cancellationToken)
    {
        await using var commands = source.CreateBatch();
        commands.BatchCommands.Add(Replica(batch));
        if (batch.Calls.Count > 0)
        {
            commands.BatchCommands.Add(Calls(batch));
        }

        if (batch.Queries.Count > 0)
        {
            commands.BatchCommands.Add(Queries(batch));
        }

        if (batch.Synonyms.Count > 0)
        {
            commands.BatchCommands.Add(Synonyms(batch));
        }

        if (batch.Marks.Count > 0)
        {
            commands.BatchCommands.Add(Marks(batch));
        }

        await commands.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes old figures, unless another replica is doing so.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("select pg_try_advisory_xact_lock($1)", connection, transaction);
        take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = RetentionLock });
        if (await take.ExecuteScalarAsync(cancellationToken) is true)
        {
            await using var delete = new NpgsqlCommand(
                $"""
                delete from monitoring_figures where started_at < now() - interval '{RetentionDays} days';
                delete from monitoring_replicas where started_at < now() - interval '{RetentionDays} days';
                delete from monitoring_queries where day < current_date - {RetentionDays};
                delete from monitoring_synonyms
                where day < current_date - {RetentionDays} or (day < current_date - 1 and calls < {MinSynonymCalls});
                delete from monitoring_marks where at < now() - interval '{RetentionDays} days'
                """,
                connection, transaction);
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Replica(MonitoringBatch batch)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            insert into monitoring_replicas (minutes, started_at, replica, circuit, dropped)
            select minutes, started_at, $2, $3, $4 from {FigureLength.Starts}
            on conflict (minutes, started_at, replica) do update set
                written_at = now(), circuit = excluded.circuit, dropped = monitoring_replicas.dropped + excluded.dropped
            """);
        command.Parameters.Add(Moment(batch.At));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.Replica });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.Circuit });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch.Dropped });
        return command;
    }

    private static NpgsqlBatchCommand Calls(MonitoringBatch batch)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            insert into monitoring_figures
                (minutes, started_at, replica, entity, operation, source, reason, calls, zero_hits, latencies)
            select length.minutes, length.started_at, $2, entity, operation, source, reason, calls, zero_hits, latencies::integer[]
            from unnest($3, $4, $5, $6, $7, $8, $9) as figures (entity, operation, source, reason, calls, zero_hits, latencies),
                {FigureLength.Starts}
            on conflict (minutes, started_at, replica, entity, operation, source, reason) do update set
                calls = monitoring_figures.calls + excluded.calls,
                zero_hits = monitoring_figures.zero_hits + excluded.zero_hits,
                latencies = vql_add_counts(monitoring_figures.latencies, excluded.latencies)
            """);
        command.Parameters.Add(Moment(batch.At));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.Replica });
        command.Parameters.Add(Texts(batch.Calls.Select(call => call.Entity)));
        command.Parameters.Add(Texts(batch.Calls.Select(call => call.Operation)));
        command.Parameters.Add(Texts(batch.Calls.Select(call => call.Source.ToName())));
        command.Parameters.Add(Texts(batch.Calls.Select(call => call.Reason)));
        command.Parameters.Add(Numbers(batch.Calls.Select(call => call.Calls)));
        command.Parameters.Add(Numbers(batch.Calls.Select(call => call.ZeroHits)));
        command.Parameters.Add(Texts(batch.Calls.Select(call => ArrayOf(call.Latencies))));
        return command;
    }

    private static NpgsqlBatchCommand Queries(MonitoringBatch batch)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into monitoring_queries
                (day, shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued, total_ms, max_ms, example,
                latencies)
            select ($1 at time zone 'UTC')::date, shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued,
                total_ms, max_ms, example, latencies::integer[]
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as figures
                (shape, entity, operation, query, calls, fallbacks, errors, zero_hits, rows, continued, total_ms, max_ms, example,
                latencies)
            order by shape -- One order for all replicas, which otherwise deadlock on the shapes that they share.
            on conflict (day, shape) do update set
                calls = monitoring_queries.calls + excluded.calls, fallbacks = monitoring_queries.fallbacks + excluded.fallbacks,
                errors = monitoring_queries.errors + excluded.errors, zero_hits = monitoring_queries.zero_hits + excluded.zero_hits,
                rows = monitoring_queries.rows + excluded.rows, continued = monitoring_queries.continued + excluded.continued,
                total_ms = monitoring_queries.total_ms + excluded.total_ms, max_ms = greatest(monitoring_queries.max_ms, excluded.max_ms),
                example = case
                    when excluded.max_ms > monitoring_queries.max_ms then excluded.example else monitoring_queries.example end,
                latencies = vql_add_counts(monitoring_queries.latencies, excluded.latencies), last_at = now()
            """);
        command.Parameters.Add(Moment(batch.At));
        command.Parameters.Add(Texts(batch.Queries.Select(query => query.Shape)));
        command.Parameters.Add(Texts(batch.Queries.Select(query => query.Entity)));
        command.Parameters.Add(Texts(batch.Queries.Select(query => query.Operation)));
        command.Parameters.Add(Texts(batch.Queries.Select(query => query.Query)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.Calls)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.Fallbacks)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.Errors)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.ZeroHits)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.Rows)));
        command.Parameters.Add(Numbers(batch.Queries.Select(query => query.Continued)));
        command.Parameters.Add(Doubles(batch.Queries.Select(query => query.TotalMs)));
        command.Parameters.Add(Doubles(batch.Queries.Select(query => query.MaxMs)));
        command.Parameters.Add(Texts(batch.Queries.Select(query => query.Example)));
        command.Parameters.Add(Texts(batch.Queries.Select(query => ArrayOf(query.Latencies))));
        return command;
    }

    private static NpgsqlBatchCommand Synonyms(MonitoringBatch batch)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            insert into monitoring_synonyms (day, entity, field, missed, found, calls)
            select today.day, entity, field, missed, found, calls
            from (select ($1 at time zone 'UTC')::date) as today (day),
                unnest($2, $3, $4, $5, $6) as pairs (entity, field, missed, found, calls)
            where (select count(*) from monitoring_synonyms kept where kept.day = today.day) < {MaxSynonymsOfDay}
            order by entity, field, missed, found -- One order for all replicas, which otherwise deadlock.
            on conflict (day, entity, field, missed, found) do update set calls = monitoring_synonyms.calls + excluded.calls
            """);
        command.Parameters.Add(Moment(batch.At));
        command.Parameters.Add(Texts(batch.Synonyms.Select(pair => pair.Entity)));
        command.Parameters.Add(Texts(batch.Synonyms.Select(pair => pair.Field)));
        command.Parameters.Add(Texts(batch.Synonyms.Select(pair => pair.Missed)));
        command.Parameters.Add(Texts(batch.Synonyms.Select(pair => pair.Found)));
        command.Parameters.Add(Numbers(batch.Synonyms.Select(pair => pair.Calls)));
        return command;
    }

    private static NpgsqlBatchCommand Marks(MonitoringBatch batch)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into monitoring_marks (at, replica, kind, detail)
            select at, $1, kind, detail from unnest($2, $3, $4) as marks (at, kind, detail)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.Replica });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]>
        {
            TypedValue = [.. batch.Marks.Select(mark => mark.At.UtcDateTime)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(Texts(batch.Marks.Select(mark => mark.Kind)));
        command.Parameters.Add(Texts(batch.Marks.Select(mark => mark.Detail)));
        return command;
    }

    private static NpgsqlParameter<DateTime> Moment(DateTimeOffset at) =>
        new() { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<long[]> Numbers(IEnumerable<long> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static NpgsqlParameter<double[]> Doubles(IEnumerable<double> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double };

    // An array of arrays would need the same length for each of them.
    private static string ArrayOf(IReadOnlyList<int> counts)
    {
        var length = counts.Count;
        while (length > 0 && counts[length - 1] == 0)
        {
            length--;
        }

        return $"{{{string.Join(',', counts.Take(length))}}}";
    }
}
