using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Makes an index equal to its rows by what verification finds, and writes nothing else.</summary>
internal sealed class Repair(
    NpgsqlDataSource source, Verification verification, DocumentReader documents, IndexScan scan, RowSync rows, IndexAdmin indices, LoadSettings settings,
    TimeProvider time)
{
    /// <summary>Repairs the entity's own index.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached or refuses, or the index is missing.</exception>
    public async Task<SyncReport> RepairAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var tally = new SyncTally();
        await settings.RestoreInterruptedAsync(cancellationToken);
        await RepairAsync(entity, entity.Index, tally, cancellationToken);
        return new SyncReport(tally.Indexed, tally.Stale, tally.Deleted, tally.Rejected, false, time.GetElapsedTime(started));
    }

    /// <summary>Repairs any index of the entity.</summary>
    public async Task RepairAsync(EntityFields entity, string index, SyncTally tally, CancellationToken cancellationToken)
    {
        var found = await verification.VerifyAsync(entity, new ProgressMeter(static (_, _) => { }), cancellationToken);
        if (!found.IsEqual)
        {
            await SyncState.AdvanceLogAsync(source, cancellationToken);
            await rows.SyncAsync(entity, index, [.. found.Missing, .. found.Stale, .. found.Extra], tally, cancellationToken);
            await indices.RefreshAsync(index, cancellationToken);
        }
    }

    /// <summary>Deletes documents that no row stands behind.</summary>
    public async Task DeleteOrphansAsync(EntityFields entity, string index, SyncTally tally, CancellationToken cancellationToken)
    {
        await indices.RefreshAsync(index, cancellationToken);
        var orphans = new List<string>();
        await using (var cursor = await documents.OpenSortedAsync(entity, cancellationToken))
        {
            var merge = new SortedMerge(cursor, scan.ReadAsync(index, withSource: false, cancellationToken));
            await foreach (var pair in merge.ReadAsync(cancellationToken))
            {
                if (!pair.HasRow)
                {
                    orphans.Add(pair.Uuid);
                }
            }
        }

        await rows.SyncAsync(entity, index, orphans, tally, cancellationToken);
    }
}
