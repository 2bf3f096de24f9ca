using Npgsql;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Sync;

/// <summary>
/// Stores the progress of a load in the table <c>syncs</c>, so that an interrupted load can be resumed. An advisory lock,
/// which ends with the process, prevents concurrent loads of the same index.
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

    /// <summary>The id from which the load continues. All rows with smaller ids are indexed.</summary>
    public long NextId { get; private set; }

    /// <summary>Whether an interrupted load of the same index is resumed.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Begins or resumes the load of an index.</summary>
    /// <returns>The progress; null if another load of the index is running.</returns>
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

    /// <summary>Adds a range of rows whose documents are indexed.</summary>
    public async Task CompleteRangeAsync(long fromId, long toId, CancellationToken cancellationToken)
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

    /// <summary>Completes the load.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) =>
        RunAsync("delete from syncs where index_name = $1", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The connection is returned to the pool, so the lock must be released explicitly.
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
