using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Position;
using Vql.SyncWorker.Reindex;
using Vql.SyncWorker.Requests;
using Vql.SyncWorker.Streaming;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Run;

/// <summary>
/// A session of the active worker: indexes everything once, then follows the WAL. The slot is created first, so that changes
/// during the load are not missed. Versions make duplicate reads harmless. An exported snapshot would avoid them, but it
/// would block vacuum during the whole load.
/// </summary>
internal sealed class SyncSession(
    ReplicationSlot slot, Publication publication, SlotMonitor monitor, SyncState syncState, PositionWithdrawal withdrawal,
    FullSync sync, Repair repair, IndexAdmin indices, Reindexing reindexing, ReindexTable reindexes, NpgsqlDataSource source,
    IConfiguration configuration, CaptureOptions capture, ChangePump pump, FanOut fanOut, DeadLetterRetries retries,
    PositionPublisher publisher, IndexMonitor indexMonitor, ScheduledVerification verification, RequestRunner requests,
    FreshnessRecorder freshness, SyncHealth health, ILogger<SyncSession> logger)
{
    // About 10 MB of keys. A longer queue merges more changes of the same row into one document.
    private const int MaxQueued = 50_000;

    // The maximum number of batches that wait for a slow one. Beyond this number, reading the WAL stops.
    private const int MaxOpenBatches = 10_000;

    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Runs until the operation is canceled, or until a failure requires a new session.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Migrator.MigrateAsync(source, cancellationToken);
        if (await slot.EnsureAsync(cancellationToken))
        {
            Log.SlotCreated(logger, capture.Slot);
        }

        if (await syncState.CompareServerAsync(cancellationToken) is { } reason)
        {
            Log.EpochBegan(logger, reason);
        }

        await DisableAutoCreateAsync(cancellationToken);
        await CatchUpAsync(cancellationToken);
        await indexMonitor.SaveAsync(cancellationToken);
        health.Succeeded();
        await FollowAsync(cancellationToken);
    }

    // Transient failures are ignored here, because the next step reports them.
    private async Task DisableAutoCreateAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            if (await indices.DisableAutoCreateAsync(entity.Index, cancellationToken) is { IsTransient: false } failure)
            {
                Log.NotReserved(logger, entity.Index, failure.Reason);
            }
        }
    }

    // An existing slot contains all changes since the last session. Only an index without a known position is compared.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var isKnown = await syncState.ReadIndexedAsync(cancellationToken) is not null;
        foreach (var entity in Entities)
        {
            if (!await indices.ExistsAsync(entity.Index, cancellationToken) || await WasInterruptedAsync(entity, cancellationToken))
            {
                await withdrawal.WithdrawAsync(cancellationToken);
                var isNew = await indices.CreateAsync(entity, cancellationToken: cancellationToken);
                await indexMonitor.RecordAsync(entity, cancellationToken);
                Report(entity, await sync.SyncAsync(entity, new SyncRequest { IsNewIndex = isNew }, NoProgress(), cancellationToken));
                continue;
            }

            await indexMonitor.RecordAsync(entity, cancellationToken);
            if (await indices.CheckMappingAsync(entity, entity.Index, cancellationToken) is { Count: > 0 } differences)
            {
                Log.IndexOutdated(logger, entity.Index, string.Join("; ", differences));
                await RebuildAsync(entity, cancellationToken);
                await indexMonitor.RecordAsync(entity, cancellationToken);
                continue;
            }

            var wasReplaced = await indexMonitor.WasReplacedAsync(entity, cancellationToken);
            if (wasReplaced)
            {
                Log.IndexReplaced(logger, entity.Index);
                await withdrawal.WithdrawAsync(cancellationToken);
            }

            if (wasReplaced || !isKnown)
            {
                Report(entity, await repair.RepairAsync(entity, cancellationToken));
            }
        }
    }

    // Searches would miss documents in an index of another version. The position is withdrawn, so that PostgreSQL serves
    // them during the rebuild.
    private async Task RebuildAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await syncState.WithdrawIndexedAsync(cancellationToken);
        var row = await reindexes.FindAsync(entity, cancellationToken) is { IsOpen: true } open
            ? open
            : await reindexing.StartAsync(
                entity, (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Shards, cancellationToken);
        row = await reindexing.SwapAsync(await reindexing.FillAsync(row, NoProgress(), cancellationToken), cancellationToken);
        Log.IndexRebuilt(logger, entity.Index, row.Documents);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var progress = new Progress(MaxOpenBatches);
        var changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxQueued) { SingleReader = true, SingleWriter = true });
        var stream = new ChangeStream(configuration.GetConnectionString(PostgresConnection.Name)!, capture, publication.Tables);
        Task[] parts =
        [
            StreamAsync(stream, changes.Writer, stop.Token),
            pump.RunAsync(changes.Reader, progress, stop.Token),
            fanOut.RunAsync(stop.Token),
            retries.RunAsync(stop.Token),
            publisher.RunAsync(progress, stream, stop.Token),
            monitor.RunAsync(stop.Token),
            verification.RunAsync(stop.Token),
            requests.RunAsync(stop.Token),
            freshness.RunAsync(stop.Token),
        ];
        try
        {
            await await Task.WhenAny(parts);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The WAL before the creation of the publication cannot be decoded with it, so a retry cannot succeed.
    private async Task StreamAsync(ChangeStream stream, ChannelWriter<Change> changes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.RunAsync(changes, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            await syncState.WithdrawIndexedAsync(cancellationToken);
            await slot.DropAsync(cancellationToken);
            throw new CaptureException(
                [$"Reading the replication slot {capture.Slot} failed; recreating it and comparing everything: {exception.MessageText}"]);
        }
    }

    private async Task<bool> WasInterruptedAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select exists (select from syncs where index_name = $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Index });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private void Report(EntityFields entity, SyncReport report)
    {
        Log.Synced(
            logger, entity.Table, report.Indexed, report.Stale, report.Deleted, report.Rejected.Count, report.Elapsed.TotalSeconds);
        foreach (var example in report.Rejected.Examples)
        {
            Log.DocumentRejected(logger, entity.Table, example.Id, example.ErrorType);
        }
    }

    private static ProgressMeter NoProgress() => new(static (_, _) => { });
}
