using Npgsql;
using NpgsqlTypes;
using Vql.Api.Fallback;
using Vql.Storage.Postgres;

namespace Vql.Api.Consistency;

/// <summary>How far the index is, as the sync worker tells it.</summary>
/// <param name="Lsn">Every change committed up to here is found.</param>
/// <param name="At">When that was so, by the database's clock; now, where nothing has changed since.</param>
/// <param name="Lag">How old the changes are that it lacks, zero for none; null when the worker does not tell.</param>
internal sealed record IndexProgress(NpgsqlLogSequenceNumber Lsn, DateTimeOffset? At, TimeSpan? Lag);

/// <summary>Follows how far the index is, on a connection of its own.</summary>
internal sealed class IndexPosition(NpgsqlDataSource source, SwitchOptions options, TimeProvider time, ILogger<IndexPosition> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private volatile IndexProgress? _progress;
    private volatile bool _isUnproven;
    private volatile TaskCompletionSource _moved = NextMove();

    /// <summary>What was last heard; null when nothing is known, and the index may be at any place.</summary>
    public IndexProgress? Progress => _progress;

    /// <summary>
    /// Whether a worker follows the log and does not know what the index holds: it is being filled, for the first time or
    /// because it was lost, or is compared with everything. Where no worker ever was, nobody can tell, and this is false.
    /// </summary>
    public bool IsUnproven => _isUnproven;

    /// <summary>Whether the index lacks changes that are older than an answer may be.</summary>
    public bool IsStale => options.MaxStaleness > TimeSpan.Zero && _progress?.Lag > options.MaxStaleness;

    /// <summary>Whether the index must not answer, whatever is asked.</summary>
    public bool IsBehind => IsUnproven || IsStale;

    /// <summary>Whether the index has come so far.</summary>
    public bool Has(NpgsqlLogSequenceNumber position) => _progress is { } progress && progress.Lsn >= position;

    /// <summary>Waits until the index has come so far.</summary>
    /// <returns>Whether it has, in that time.</returns>
    public async Task<bool> WaitAsync(NpgsqlLogSequenceNumber position, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        while (true)
        {
            var moved = _moved;
            if (Has(position))
            {
                return true;
            }

            if (deadline.IsCancellationRequested)
            {
                return false;
            }

            await moved.Task.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Where the database's log is now: behind everything that has been committed.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<NpgsqlLogSequenceNumber> ReadLogAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await WritePosition.ReadAsync(connection, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                Log.PositionUnknown(logger, exception.Message);
                await Task.Delay(RetryInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {SyncState.PositionChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await ReadAsync(connection, cancellationToken);
            // Looks now and then as well: what is told while the connection is away is told to nobody.
            await connection.WaitAsync(LookInterval, cancellationToken);
        }
    }

    private async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SyncState.SelectPosition, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var isThere = await reader.ReadAsync(cancellationToken);
        var progress = isThere && !reader.IsDBNull(0) ? ReadProgress(reader) : null;
        _isUnproven = isThere && progress is null && reader.GetBoolean(2);
        if (progress != _progress)
        {
            _progress = progress;
            Interlocked.Exchange(ref _moved, NextMove()).SetResult();
        }
    }

    // Without changes since, the index is as of now however long ago the position was published. With some, it is as of when
    // there were none last, or of the position.
    private IndexProgress ReadProgress(NpgsqlDataReader reader)
    {
        var lsn = reader.GetFieldValue<NpgsqlLogSequenceNumber>(0);
        DateTimeOffset? at = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
        if (at is not { } published || reader.IsDBNull(3))
        {
            return new IndexProgress(lsn, at, null);
        }

        var now = reader.GetFieldValue<DateTimeOffset>(4);
        if (reader.GetBoolean(3))
        {
            return new IndexProgress(lsn, now, TimeSpan.Zero);
        }

        var asOf = _progress is { Lag: not null, At: { } before } && before > published ? before : published;
        return new IndexProgress(lsn, asOf, now > asOf ? now - asOf : TimeSpan.Zero);
    }

    private static TaskCompletionSource NextMove() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
