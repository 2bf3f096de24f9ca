using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Confirms the indexed position to the server immediately, and publishes the searchable position at most twice a second: in
/// the table <c>sync_state</c> and on a notification channel.
/// </summary>
internal sealed class PositionPublisher(
    NpgsqlDataSource source, IndexAdmin indices, IndexMonitor indexMonitor, Publication publication, SyncState syncState,
    IndexedTraces traces, FreshnessRecorder freshness, SyncMetrics metrics, TimeProvider time,
    ILogger<PositionPublisher> logger) : IDisposable
{
    // Under heavy writes, refreshes and the merges of their small segments are expensive. They get at most a tenth of the time.
    private const int RefreshShare = 10;

    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MinPublishInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxPublishInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _publishing = new(1);
    private int _holds;

    // A count of changes, and a position after all of these changes.
    private (string Changes, NpgsqlLogSequenceNumber Lsn)? _counted;

    /// <summary>
    /// Withdraws the position and publishes none until the returned object is disposed. Searches must not use the index
    /// during this time.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            await syncState.WithdrawIndexedAsync(cancellationToken);
            Interlocked.Increment(ref _holds);
            return new Hold(this);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public void Dispose() => _publishing.Dispose();

    /// <summary>Confirms and publishes positions until the operation is canceled.</summary>
    /// <exception cref="CaptureException">An index was deleted or replaced, or the publication was changed.</exception>
    public async Task RunAsync(Progress progress, ChangeStream stream, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ConfirmInterval, time);
        _counted = null;
        LogPosition? confirmed = null;
        LogPosition? published = null;
        var publishedAt = time.GetTimestamp() - time.TimestampFrequency;
        var checkedAt = publishedAt;
        var interval = MinPublishInterval;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (time.GetElapsedTime(checkedAt) >= CheckInterval)
            {
                checkedAt = time.GetTimestamp();
                await CheckPublicationAsync(cancellationToken);
            }

            if (progress.Reached is not { } reached)
            {
                continue;
            }

            if (confirmed != reached)
            {
                stream.Confirm(reached.Lsn);
                confirmed = reached;
            }

            if (published != reached && time.GetElapsedTime(publishedAt) >= interval)
            {
                publishedAt = time.GetTimestamp();
                if (await TryPublishAsync(reached, cancellationToken))
                {
                    published = reached;
                }

                var share = time.GetElapsedTime(publishedAt) * RefreshShare;
                interval = share < MinPublishInterval ? MinPublishInterval
                    : share < MaxPublishInterval ? share
                    : MaxPublishInterval;
            }
        }
    }

    // Indexed documents become searchable with a refresh. An index that is not searched is not refreshed automatically.
    private async Task<bool> TryPublishAsync(LogPosition reached, CancellationToken cancellationToken)
    {
        var indexed = traces.Waiting;
        using var span = SyncSpans.StartPublish(indexed);
        try
        {
            await indexMonitor.CheckAsync(cancellationToken);
            await publication.CheckAsync(cancellationToken);
            await Task.WhenAll(
                indices.RefreshAsync(FieldCatalogue.Contacts.Index, cancellationToken),
                indices.RefreshAsync(FieldCatalogue.Companies.Index, cancellationToken));
            if (!await TryPublishSearchableAsync(reached, cancellationToken))
            {
                return false;
            }

            metrics.Searchable(reached);
            if (reached.At is { } committedAt)
            {
                freshness.Record(committedAt.ToUniversalTime());
            }

            traces.Remove(indexed.Count);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or ElasticsearchException or TimeoutException)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            Log.PositionNotPublished(logger, reached.Lsn.ToString(), exception.Message);
            return false;
        }
    }

    private async Task<bool> TryPublishSearchableAsync(LogPosition reached, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            if (_holds > 0)
            {
                return false;
            }

            var changes = _counted is { } counted && reached.Lsn >= counted.Lsn ? counted.Changes : null;
            await syncState.PublishIndexedAsync(reached.Lsn, reached.At, changes, cancellationToken);
            if (changes is not null || _counted is null)
            {
                _counted = await CountChangesAsync(changes, cancellationToken);
            }

            return true;
        }
        finally
        {
            _publishing.Release();
        }
    }

    // The counted changes are indexed once the position reaches the current end of the WAL. If there are new changes, a mark
    // accelerates the next position.
    private async Task<(string Changes, NpgsqlLogSequenceNumber Lsn)> CountChangesAsync(
        string? published, CancellationToken cancellationToken)
    {
        await using var count = source.CreateCommand("select vql_changes()");
        var changes = (string)(await count.ExecuteScalarAsync(cancellationToken))!;
        await using var end = source.CreateCommand(
            $"select pg_current_wal_insert_lsn(), case when $1 then pg_notify('{SlotMonitor.WakeChannel}', '') end");
        end.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = changes != published });
        return (changes, (NpgsqlLogSequenceNumber)(await end.ExecuteScalarAsync(cancellationToken))!);
    }

    private async Task CheckPublicationAsync(CancellationToken cancellationToken)
    {
        try
        {
            await publication.CheckAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.PublicationNotChecked(logger, exception.Message);
        }
    }

    private sealed class Hold(PositionPublisher publisher) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref publisher._holds);
            }
        }
    }
}
