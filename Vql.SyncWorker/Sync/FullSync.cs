using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>
/// Indexes all or some rows of an entity. Documents have the version of the rows that were read, and the highest version
/// wins. A sync can therefore run concurrently with writers, with the stream and with other syncs.
/// </summary>
internal sealed class FullSync(
    NpgsqlDataSource source, SyncState syncState, RangeLoad load, RowSync rows, LoadSettings settings, Orphans orphans,
    Verification verification, LogMarks marks, IndexAdmin indices, PositionWithdrawal withdrawal, TimeProvider time)
{
    /// <summary>Runs a sync.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="request">The rows to index, and the index.</param>
    /// <param name="meter">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the sync. Completed writes are kept, and the next full sync resumes it.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task<SyncReport> SyncAsync(
        EntityFields entity, SyncRequest request, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var index = request.Index ?? entity.Index;
        var created = request.IsNewIndex || await CreateMissingAsync(entity, index, cancellationToken);
        if (await indices.CheckMappingAsync(entity, index, cancellationToken) is { Count: > 0 } differences)
        {
            throw new ElasticsearchException(
                $"the mapping of {index} is outdated ({string.Join("; ", differences)}). Run 'reindex start {entity.Table}'");
        }

        await syncState.MarkSyncedAsync(cancellationToken);
        var tally = new SyncTally();
        var resumed = false;
        if (request.IsWhole)
        {
            resumed = await LoadAllAsync(entity, index, request, created, tally, meter, cancellationToken);
        }
        else
        {
            await LoadSomeAsync(entity, index, request, tally, meter, cancellationToken);
        }

        await indices.RefreshAsync(index, cancellationToken);
        await marks.MarkAsync(cancellationToken);
        return new SyncReport(tally.Indexed, tally.Stale, tally.Deleted, tally.Rejected, resumed, time.GetElapsedTime(started));
    }

    private async Task<bool> CreateMissingAsync(EntityFields entity, string index, CancellationToken cancellationToken)
    {
        if (await indices.ExistsAsync(index, cancellationToken))
        {
            return false;
        }

        if (index == entity.Index)
        {
            await withdrawal.WithdrawAsync(cancellationToken);
        }

        return await indices.CreateAsync(entity, index, cancellationToken);
    }

    private async Task<bool> LoadAllAsync(
        EntityFields entity, string index, SyncRequest request, bool created, SyncTally tally, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        var target = await indices.ReadSettingsAsync(index, cancellationToken);
        await using var progress = await SyncProgress.OpenAsync(source, target, cancellationToken);
        if (created && progress is not null)
        {
            await settings.RelaxAsync(target, cancellationToken);
        }

        var resumed = progress is { IsResumed: true };
        await load.LoadAsync(entity, index, request, progress, tally, meter, cancellationToken);
        await settings.RestoreAsync(target.Name, cancellationToken);
        if (resumed)
        {
            // The resumed load does not read rows again that changed after they were indexed.
            await verification.VerifyAsync(
                entity, new VerifyRequest { Index = index, Repair = true }, new ProgressMeter(static (_, _) => { }), cancellationToken);
        }
        else if (!created)
        {
            await orphans.DeleteAsync(entity, index, tally, cancellationToken);
        }

        if (progress is not null)
        {
            await progress.CompleteAsync(cancellationToken);
        }

        return resumed;
    }

    private async Task LoadSomeAsync(
        EntityFields entity, string index, SyncRequest request, SyncTally tally, ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (request.Uuids is { } uuids)
        {
            await rows.SyncAsync(entity, index, uuids, tally, cancellationToken);
            return;
        }

        await load.LoadAsync(entity, index, request, null, tally, meter, cancellationToken);
        if (request.Since is { } since)
        {
            await rows.SyncAsync(entity, index, await rows.ReadDeletedAsync(entity, since, cancellationToken), tally, cancellationToken);
        }
    }
}
