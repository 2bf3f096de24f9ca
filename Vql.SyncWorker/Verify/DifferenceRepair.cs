using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Indexing;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Repairs documents that differ from their rows. Repairs are versioned, so they are safe during concurrent writes.
/// </summary>
internal sealed class DifferenceRepair(Epochs epochs, RowSync rows, IndexAdmin indices)
{
    /// <summary>Repairs the documents.</summary>
    /// <returns>The number of documents that are now correct.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task<long> RepairAsync(
        EntityFields entity, string index, IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        // Versions ahead of the WAL come from before a restore or from foreign writes.
        await epochs.AdvancePastAsync(differences.Max(difference => difference.Version), cancellationToken);
        var tally = new SyncTally();
        await rows.SyncAsync(entity, index, differences.Select(difference => difference.Uuid), tally, cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);

        // A rejected version means that another writer has already updated the document.
        return Math.Min(differences.Count, tally.Indexed + tally.Deleted + tally.Stale);
    }
}
