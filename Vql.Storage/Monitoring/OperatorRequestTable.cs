using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>Stores requests of operators, which the active worker executes one at a time.</summary>
/// <param name="source">The database.</param>
public sealed class OperatorRequestTable(NpgsqlDataSource source)
{
    /// <summary>The channel on which new requests are announced.</summary>
    public const string Channel = "vql_requests";

    private const int RetentionDays = 30;

    private const string Columns =
        "id, kind, entity, detail, actor, state, requested_at, started_at, reported_at, finished_at, cancel_requested_at is not null, "
        + "done, fraction, outcome";

    /// <summary>Adds a request, and deletes old ones.</summary>
    /// <returns>The id. Null if the same request already waits or runs.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<long?> AddAsync(
        RequestKind kind, string entity, string detail, string actor, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"delete from operator_requests where finished_at < now() - interval '{RetentionDays} days'"));
        var add = new NpgsqlBatchCommand(
            """
            insert into operator_requests (kind, entity, detail, actor) values ($1, $2, $3, $4)
            on conflict (kind, entity, detail) where state in ('waiting', 'running') do nothing returning id
            """);
        foreach (var text in (string[])[kind.ToName(), entity, detail, actor])
        {
            add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        }

        batch.BatchCommands.Add(add);
        return await batch.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Returns the newest requests of some kinds.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<OperatorRequest>> ReadAsync(
        IReadOnlyCollection<RequestKind> kinds, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select {Columns} from operator_requests where kind = any($1) order by id desc limit $2");
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. kinds.Select(kind => kind.ToName())],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Cancels a request: at once if it waits, otherwise as soon as the worker stops it.</summary>
    /// <returns>Whether it was waiting or running.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<bool> CancelAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            update operator_requests set cancel_requested_at = now(),
                state = case when state = 'waiting' then 'canceled' else state end,
                finished_at = case when state = 'waiting' then now() end
            where id = $1 and state in ('waiting', 'running')
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Marks the oldest waiting request as running, and returns it. Null if no request waits.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<OperatorRequest?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            update operator_requests set state = 'running', started_at = now(), reported_at = now()
            where id = (select id from operator_requests where state = 'waiting' order by id limit 1 for update skip locked)
            returning {Columns}
            """);
        return await ReadAsync(command, cancellationToken) is [var request] ? request : null;
    }

    /// <summary>Stores the progress of a request.</summary>
    /// <returns>Whether an operator requested its cancellation.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<bool> ReportAsync(long id, long done, double? fraction, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            update operator_requests set done = $2, fraction = $3, reported_at = now() where id = $1
            returning cancel_requested_at is not null
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = done });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)fraction ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Stores the end of a request.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task CompleteAsync(long id, RequestState state, string outcome, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "update operator_requests set state = $2, outcome = $3, finished_at = now() where id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = NameOf(state) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = outcome });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends the requests that a worker left when it stopped.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task FailInterruptedAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            update operator_requests set state = 'failed', finished_at = now(),
                outcome = 'The worker stopped or lost a connection. Completed work is kept; request it again.'
            where state = 'running'
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<OperatorRequest>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var requests = new List<OperatorRequest>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            requests.Add(new OperatorRequest(
                reader.GetInt64(0), RequestNames.Find(reader.GetString(1))!.Value, reader.GetString(2), reader.GetString(3),
                reader.GetString(4), StateOf(reader.GetString(5)), reader.GetFieldValue<DateTimeOffset>(6), Moment(reader, 7),
                Moment(reader, 8), Moment(reader, 9), reader.GetBoolean(10), reader.GetInt64(11),
                reader.IsDBNull(12) ? null : reader.GetDouble(12), reader.GetString(13)));
        }

        return requests;
    }

    private static string NameOf(RequestState state) => state.ToString().ToLowerInvariant();

    private static RequestState StateOf(string name) => Enum.Parse<RequestState>(name, ignoreCase: true);

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateTimeOffset>(ordinal);
}
