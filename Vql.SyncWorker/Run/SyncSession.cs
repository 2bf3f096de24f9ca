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
using Vql.SyncWorker.Streaming;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Run;

/// <summary>
/// The active worker's work: makes sure that everything is indexed once, then follows the log. The slot comes
/// first, so nothing that is committed while the rows are read is missed; versions make it harmless that some
/// is read twice. A snapshot that is kept open for the whole load would hold back the server's clean-up instead.
/// </summary>
internal sealed class SyncSession(
    ReplicationSlot slot, Publication publication, SlotMonitor monitor, Epochs epochs, FullSync sync, Repair repair, IndexAdmin indices,
    Reindexing reindexing, ReindexTable reindexes,
    NpgsqlDataSource source, IConfiguration configuration,
    CaptureOptions capture, ChangePump pump, FanOut fanOut, PositionPublisher publisher, IndexWatch watch, ScheduledVerification verification, SyncHealth health,
    TimeProvider time, ILogger<SyncSession> logger)
{
    // Some 10 MB of keys; the more wait, the more changes of one row become one document.
    private const int MaxQueued = 50_000;

    // Batches that wait for a slow one before them; beyond, the log is read no further.
    private const int MaxOpenBatches = 10_000;

    // Whoever searches the index hears within this time that nothing is known of it.
    private static readonly TimeSpan Hearing = TimeSpan.FromMilliseconds(250);

    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Works until cancelled, or until something is lost that only a new beginning brings back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Migrator.MigrateAsync(source, cancellationToken);
        if (await slot.EnsureAsync(cancellationToken))
        {
            Log.SlotCreated(logger, capture.Slot);
        }

        if (await epochs.CheckServerAsync(cancellationToken) is { } reason)
        {
            Log.EpochBegan(logger, reason);
        }

        await DisableAutoCreateAsync(cancellationToken);
        await CatchUpAsync(cancellationToken);
        await watch.BeginAsync(cancellationToken);
        health.Succeeded();
        await FollowAsync(cancellationToken);
    }

    // An engine that is away is noticed by what comes next.
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

    // A slot that was there holds all that happened since; what is compared again is only what cannot be known.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var isKnown = await slot.ReadIndexedAsync(cancellationToken) is not null;
        foreach (var entity in Entities)
        {
            if (!await indices.ExistsAsync(entity.Index, cancellationToken) || await WasCutShortAsync(entity, cancellationToken))
            {
                await epochs.ForgetIndexedAsync(cancellationToken);
                if (isKnown)
                {
                    // An index that is empty, or holds a part, looks like any other to who searches it.
                    await Task.Delay(Hearing, time, cancellationToken);
                }

                Report(entity, await sync.SyncAsync(entity, new SyncRequest(), Quiet(), cancellationToken));
            }
            else if (await indices.CheckMappingAsync(entity, entity.Index, cancellationToken) is { Count: > 0 } differences)
            {
                Log.IndexOutdated(logger, entity.Index, string.Join("; ", differences));
                await RebuildAsync(entity, cancellationToken);
            }
            else if (!isKnown)
            {
                Report(entity, await repair.RepairAsync(entity, cancellationToken));
            }
        }
    }

    // Searches of this version find too little in an index of another, so its position is withdrawn: PostgreSQL answers meanwhile.
    private async Task RebuildAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await epochs.ForgetIndexedAsync(cancellationToken);
        var row = await reindexes.FindAsync(entity, cancellationToken) is { IsOpen: true } open
            ? open
            : await reindexing.StartAsync(entity, (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Shards, cancellationToken);
        row = await reindexing.SwapAsync(await reindexing.FillAsync(row, Quiet(), cancellationToken), cancellationToken);
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
            publisher.RunAsync(progress, stream, stop.Token),
            monitor.RunAsync(stop.Token),
            verification.RunAsync(stop.Token),
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

    // The log from before the publication was made cannot be decoded with it, however often that is tried.
    private async Task StreamAsync(ChangeStream stream, ChannelWriter<Change> changes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.RunAsync(changes, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            await epochs.ForgetIndexedAsync(cancellationToken);
            await slot.DropAsync(cancellationToken);
            throw new CaptureException(
                [$"The replication slot {capture.Slot} cannot be read ({exception.MessageText}): it is recreated, and everything is compared"]);
        }
    }

    private async Task<bool> WasCutShortAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select exists (select from syncs where index_name = $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Index });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private void Report(EntityFields entity, SyncReport report)
    {
        Log.Synced(logger, entity.Table, report.Indexed, report.Stale, report.Deleted, report.Rejected.Count, report.Elapsed.TotalSeconds);
        foreach (var example in report.Rejected.Examples)
        {
            Log.DocumentRejected(logger, entity.Table, example.Id, example.ErrorType);
        }
    }

    private static ProgressMeter Quiet() => new(static (_, _) => { });
}
