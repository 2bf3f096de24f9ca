using System.Globalization;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Reindex;

/// <summary>
/// Builds a new index while the old one serves searches, verifies it against the rows, and switches the alias to it
/// atomically. Every stage is stored before it begins, so that an interrupted reindex can be resumed.
/// </summary>
internal sealed class Reindexing(ReindexTable table, FullSync sync, Verification verification, IndexAdmin indices, TimeProvider time)
{
    private const int MaxVerifications = 3;

    /// <summary>Creates a new index, which <see cref="FillAsync"/> fills.</summary>
    /// <exception cref="InvalidInputException">Another reindex of the entity is in progress.</exception>
    public async Task<ReindexRow> StartAsync(EntityFields entity, int shards, CancellationToken cancellationToken)
    {
        var target = $"{entity.Index}-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}";
        var row = await table.AddAsync(entity, target, cancellationToken)
            ?? throw new InvalidInputException(
                $"A reindex of {entity.Table} is already in progress. " +
                $"Run 'reindex resume {entity.Table}' or 'reindex abort {entity.Table}'.");
        await indices.CreateAsync(entity, target, shards, cancellationToken);
        return row;
    }

    /// <summary>Fills the new index, or resumes filling it, and repairs its differences from the rows.</summary>
    public async Task<ReindexRow> FillAsync(ReindexRow row, ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (row.State != ReindexStage.Filling)
        {
            return row;
        }

        // After this delay, all writers also write to the new index, so it receives every change that the load does not read.
        await Task.Delay(WriteTargets.Freshness * 2, time, cancellationToken);
        await sync.SyncAsync(row.Entity, new SyncRequest { Index = row.Target, IsNewIndex = true }, meter, cancellationToken);
        var documents = await VerifyAsync(row, cancellationToken);
        return await table.UpdateAsync(row with { State = ReindexStage.Ready, Documents = documents }, cancellationToken);
    }

    /// <summary>Switches searches to the new index.</summary>
    /// <exception cref="ElasticsearchException">
    /// The new index still differs from the rows, or Elasticsearch returns an error.
    /// </exception>
    public async Task<ReindexRow> SwapAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        if (row.State != ReindexStage.Ready)
        {
            return row;
        }

        var name = row.Entity.Index;
        var current = await indices.ExistsAsync(name, cancellationToken)
            ? (await indices.ReadSettingsAsync(name, cancellationToken)).Name
            : null;
        if (current != row.Target)
        {
            // Read before the verification, so that an index that replaces the verified one has another UUID.
            var uuid = (await indices.ReadSettingsAsync(row.Target, cancellationToken)).Uuid;
            await VerifyAsync(row, cancellationToken);
            // Stored first, so that both indices are still known after an interruption.
            row = await table.UpdateAsync(
                row with { Previous = current == name ? null : current, TargetUuid = uuid }, cancellationToken);
            await indices.SwapAsync(name, row.Target, current, cancellationToken);
        }

        row = await table.UpdateAsync(row with { State = ReindexStage.Swapped }, cancellationToken);

        // Repairs writes that used only the alias during the switch and therefore reached the old index.
        return row with { Documents = await VerifyAsync(row, cancellationToken) };
    }

    /// <summary>Deletes the new index. Searches keep using the old one.</summary>
    public async Task<ReindexRow> AbortAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        row = await table.UpdateAsync(row with { State = ReindexStage.Aborted }, cancellationToken);
        // Until their cached targets expire, writers may still write to the index, which would recreate it.
        await Task.Delay(WriteTargets.Freshness * 2, time, cancellationToken);
        await indices.DeleteAsync(row.Target, cancellationToken);
        return row;
    }

    /// <summary>Deletes the replaced index.</summary>
    public async Task<ReindexRow> DropOldAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        if (row.Previous is { } previous)
        {
            await indices.DeleteAsync(previous, cancellationToken);
        }

        return await table.UpdateAsync(row with { State = ReindexStage.Finished, Previous = null }, cancellationToken);
    }

    private async Task<long> VerifyAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var report = await verification.VerifyAsync(
                row.Entity, new VerifyRequest { Index = row.Target, Repair = true }, new ProgressMeter(static (_, _) => { }),
                cancellationToken);
            if (report.IsEqual)
            {
                return report.Documents;
            }

            if (attempt == MaxVerifications)
            {
                throw new ElasticsearchException(
                    $"{row.Target} still differs from {row.Entity.Table}: "
                    + $"{report.Differences - report.Repaired + report.Unreached} documents. "
                    + "Check the rejected documents ('dead-letters list') and that the worker is running. "
                    + $"Then run 'reindex resume {row.Entity.Table}'");
            }
        }
    }
}
