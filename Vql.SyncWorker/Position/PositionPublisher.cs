using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Tells the server what it need not keep any more, at once; and everybody else, up to twice a second, up to where
/// changes can be found: in the table sync_state, and on a channel.
/// </summary>
internal sealed class PositionPublisher(
    NpgsqlDataSource source, IndexAdmin indices, IndexWatch watch, IndexedTraces traces, SyncMetrics metrics, TimeProvider time,
    ILogger<PositionPublisher> logger)
{
    /// <summary>Where it is told that sync_state says something else.</summary>
    public const string Channel = "vql_position";

    // While much is written, a refresh is dear, and the small segments it leaves are merged for long: it gets a tenth of the time.
    private const int RefreshShare = 10;

    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestPublishInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPublishInterval = TimeSpan.FromSeconds(2);

    /// <exception cref="CaptureException">An index is gone, or is not the one that was written to.</exception>
    public async Task RunAsync(Progress progress, ChangeStream stream, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ConfirmInterval, time);
        LogPosition? confirmed = null;
        LogPosition? published = null;
        var publishedAt = time.GetTimestamp() - time.TimestampFrequency;
        var interval = ShortestPublishInterval;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
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
                interval = share < ShortestPublishInterval ? ShortestPublishInterval : share < LongestPublishInterval ? share : LongestPublishInterval;
            }
        }
    }

    // Indexed is not found yet: only a refresh makes it so, and an index that is not searched refreshes by itself never.
    private async Task<bool> TryPublishAsync(LogPosition reached, CancellationToken cancellationToken)
    {
        var indexed = traces.Waiting;
        using var span = SyncSpans.StartPublish(indexed);
        try
        {
            await watch.CheckAsync(cancellationToken);
            await Task.WhenAll(
                indices.RefreshAsync(FieldCatalogue.Contacts.Index, cancellationToken),
                indices.RefreshAsync(FieldCatalogue.Companies.Index, cancellationToken));
            await using var command = source.CreateCommand(
                $"""
                with moved as (update sync_state set indexed_lsn = $1, indexed_at = coalesce($2, now()) returning indexed_lsn)
                select pg_notify('{Channel}', indexed_lsn::text) from moved
                """);
            command.Parameters.Add(new NpgsqlParameter<NpgsqlTypes.NpgsqlLogSequenceNumber> { TypedValue = reached.Lsn, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.PgLsn });
            command.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = reached.At, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
            await command.ExecuteNonQueryAsync(cancellationToken);
            metrics.Searchable(reached);
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
}
