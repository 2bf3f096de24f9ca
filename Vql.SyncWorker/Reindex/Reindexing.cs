using System.Globalization;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Reindex;

/// <summary>
/// Builds a new index while the old one serves, proves it equal to the rows, and has the name stand for it in
/// one step. Every stage is noted before it begins, so that it goes on wherever it was cut short.
/// </summary>
internal sealed class Reindexing(ReindexTable table, FullSync sync, Verification verification, IndexAdmin indices, TimeProvider time)
{
    private const int Verifications = 3;

    /// <summary>Begins a new index; it is filled by <see cref="FillAsync"/>.</summary>
    /// <exception cref="InvalidInputException">One is under way already.</exception>
    public async Task<ReindexRow> StartAsync(EntityFields entity, int shards, CancellationToken cancellationToken)
    {
        var target = $"{entity.Index}-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}";
        var row = await table.AddAsync(entity, target, cancellationToken)
            ?? throw new InvalidInputException($"a reindex of {entity.Table} is under way. Run: reindex resume {entity.Table}, or reindex abort {entity.Table}");
        await indices.CreateAsync(entity, target, shards, cancellationToken);
        return row;
    }

    /// <summary>Fills the new index, from where it was cut short, and makes it equal to the rows.</summary>
    public async Task<ReindexRow> FillAsync(ReindexRow row, ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (row.State != "filling")
        {
            return row;
        }

        // Whoever writes changes knows of the new index by then, and misses none that the load does not read.
        await Task.Delay(WriteTargets.Freshness * 2, time, cancellationToken);
        await sync.SyncAsync(row.Entity, new SyncRequest { Index = row.Target, IsNewIndex = true }, meter, cancellationToken);
        var documents = await ProveAsync(row, cancellationToken);
        return await table.ChangeAsync(row with { State = "ready", Documents = documents }, cancellationToken);
    }

    /// <summary>Has searches use the new index.</summary>
    /// <exception cref="ElasticsearchException">It could not be made equal to the rows, or Elasticsearch refuses.</exception>
    public async Task<ReindexRow> SwapAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        if (row.State != "ready")
        {
            return row;
        }

        var name = row.Entity.Index;
        var current = await indices.ExistsAsync(name, cancellationToken) ? (await indices.ReadSettingsAsync(name, cancellationToken)).Name : null;
        if (current != row.Target)
        {
            await ProveAsync(row, cancellationToken);
            // Noted first: who is killed after the swap must still know what to drop.
            row = await table.ChangeAsync(row with { Previous = current == name ? null : current }, cancellationToken);
            await indices.SwapAsync(name, row.Target, current, cancellationToken);
        }

        row = await table.ChangeAsync(row with { State = "swapped" }, cancellationToken);

        // What was written to the old one by its name alone while it was being swapped.
        return row with { Documents = await ProveAsync(row, cancellationToken) };
    }

    /// <summary>Gives the new index up; the old one serves on.</summary>
    public async Task<ReindexRow> AbortAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        row = await table.ChangeAsync(row with { State = "aborted" }, cancellationToken);
        // Who knew of it may write to it once more, which would make an index of that name again.
        await Task.Delay(WriteTargets.Freshness * 2, time, cancellationToken);
        await indices.DeleteAsync(row.Target, cancellationToken);
        return row;
    }

    /// <summary>Deletes the index that was replaced.</summary>
    public async Task<ReindexRow> DropOldAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        if (row.Previous is { } previous)
        {
            await indices.DeleteAsync(previous, cancellationToken);
        }

        return await table.ChangeAsync(row with { State = "finished", Previous = null }, cancellationToken);
    }

    private async Task<long> ProveAsync(ReindexRow row, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var report = await verification.VerifyAsync(
                row.Entity, new VerifyRequest { Index = row.Target, Repair = true }, new ProgressMeter(static (_, _) => { }), cancellationToken);
            if (report.IsEqual)
            {
                return report.Documents;
            }

            if (attempt == Verifications)
            {
                throw new ElasticsearchException(
                    $"{row.Target} cannot be made equal to {row.Entity.Table}: {report.Found - report.Repaired + report.Unreached} documents differ. "
                    + $"Look after refused documents (dead-letters list) and the worker's run, then: reindex resume {row.Entity.Table}");
            }
        }
    }
}
