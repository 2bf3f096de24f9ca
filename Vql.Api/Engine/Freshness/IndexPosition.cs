using Npgsql;
using NpgsqlTypes;
using Vql.Api.Configuration;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine.Freshness;

/// <summary>The progress of the index, as published by the sync worker.</summary>
/// <param name="Lsn">The WAL position up to which the index contains all committed changes.</param>
/// <param name="At">The time of that position by the database's clock: now, if nothing has changed since.</param>
/// <param name="Lag">The age of the oldest change that the index lacks, zero for none; null when unknown.</param>
internal sealed record IndexProgress(NpgsqlLogSequenceNumber Lsn, DateTimeOffset? At, TimeSpan? Lag);

/// <summary>Tracks the position of the index on a separate connection.</summary>
internal sealed class IndexPosition(NpgsqlDataSource source, EngineOptions options, TimeProvider time, ILogger<IndexPosition> logger)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private volatile IndexProgress? _progress;
    private volatile bool _isUnverified;
    private volatile TaskCompletionSource _moved = NextMove();

    /// <summary>The last known progress; null when the position of the index is unknown.</summary>
    public IndexProgress? Progress => _progress;

    /// <summary>
    /// Whether a sync worker reads the log, but the content of the index is not verified: the index is being backfilled or
    /// compared with the database. False if no worker has ever run.
    /// </summary>
    public bool IsUnverified => _isUnverified;

    /// <summary>Whether the index lacks changes older than the maximum staleness.</summary>
    public bool IsStale => options.MaxStaleness > TimeSpan.Zero && _progress?.Lag > options.MaxStaleness;

    /// <summary>Whether the index must not answer any request.</summary>
    public bool IsBehind => IsUnverified || IsStale;

    /// <summary>Returns whether the index contains all changes up to a position.</summary>
    public bool HasReached(NpgsqlLogSequenceNumber position) => _progress is { } progress && progress.Lsn >= position;

    /// <summary>Waits until the index contains all changes up to a position.</summary>
    /// <returns>Whether it does within the limit.</returns>
    public async Task<bool> WaitAsync(NpgsqlLogSequenceNumber position, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        while (true)
        {
            var moved = _moved;
            if (HasReached(position))
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

    /// <summary>Returns the current WAL position of the database, which is after all committed changes.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or returned an error.</exception>
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
                await ListenAsync(stoppingToken);
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

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {SyncState.PositionChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await ReadAsync(connection, cancellationToken);
            // Polls as well, because notifications are lost while the connection is down.
            await connection.WaitAsync(PollInterval, cancellationToken);
        }
    }

    private async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SyncState.SelectPosition, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var exists = await reader.ReadAsync(cancellationToken);
        var progress = exists && !reader.IsDBNull(0) ? ReadProgress(reader) : null;
        _isUnverified = exists && progress is null && reader.GetBoolean(2);
        if (progress != _progress)
        {
            _progress = progress;
            Interlocked.Exchange(ref _moved, NextMove()).SetResult();
        }
    }

    // Without later changes, the index is up to date now. Otherwise, it is as of the last time at which there were none, or
    // as of the published position.
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
