using Npgsql;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Sync;

/// <summary>
/// How far the load of an index is, in the table syncs, so that a killed one goes on where it was. Who holds
/// it is the only one: the lock ends with the process.
/// </summary>
internal sealed class SyncProgress : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _index;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SortedDictionary<long, long> _done = [];

    private SyncProgress(NpgsqlConnection connection, string index)
    {
        _connection = connection;
        _index = index;
    }

    /// <summary>Every row with a smaller id is in the index.</summary>
    public long NextId { get; private set; }

    /// <summary>Whether a load of this very index was cut short.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Takes up the load of an index.</summary>
    /// <returns>Null when somebody else is at it.</returns>
    public static async Task<SyncProgress?> OpenAsync(NpgsqlDataSource source, IndexSettings index, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var progress = new SyncProgress(connection, index.Name);
        try
        {
            await using var acquire = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended('vql sync ' || $1, 0))", connection);
            acquire.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index.Name });
            if (!(bool)(await acquire.ExecuteScalarAsync(cancellationToken))!)
            {
                await connection.DisposeAsync();
                return null;
            }

            await progress.BeginAsync(index.Uuid, cancellationToken);
            return progress;
        }
        catch
        {
            await progress.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes note of rows whose documents are all in the index.</summary>
    public async Task DoneAsync(long fromId, long toId, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _done[fromId] = toId;
            var next = NextId;
            while (_done.Count > 0 && _done.First() is var first && first.Key <= next)
            {
                next = first.Value + 1;
                _done.Remove(first.Key);
            }

            if (next > NextId)
            {
                NextId = next;
                await RunAsync("update syncs set next_id = $2 where index_name = $1", next, cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The load came to its end.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => RunAsync("delete from syncs where index_name = $1", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The connection goes back to the pool, and the lock must not go with it.
        if (_connection.State == System.Data.ConnectionState.Open)
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection);
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await _connection.DisposeAsync();
        _writing.Dispose();
    }

    private async Task BeginAsync(string uuid, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into syncs (index_name, index_uuid) values ($1, $2)
            on conflict (index_name) do update set
                next_id = case when syncs.index_uuid = $2 then syncs.next_id else 0 end,
                settings = case when syncs.index_uuid = $2 then syncs.settings end,
                index_uuid = $2
            returning next_id
            """, _connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _index });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uuid });
        NextId = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        IsResumed = NextId > 0;
    }

    private async Task RunAsync(string sql, long? next, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _index });
        if (next is { } id)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
