using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Indexing;

namespace Vql.SyncWorker.Verify;

/// <summary>Brings differing documents to what their rows are, as any other write: by version, so that writers may be at work.</summary>
internal sealed class DifferenceRepair(Epochs epochs, RowSync rows, IndexAdmin indices)
{
    /// <summary>Mends them.</summary>
    /// <returns>How many documents are as they should be now.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task<long> MendAsync(EntityFields entity, string index, IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        // Versions ahead of the log come from a time that was taken back, or from a stranger.
        await epochs.BeginAheadOfAsync(differences.Max(difference => difference.Version), cancellationToken);
        var tally = new SyncTally();
        await rows.SyncAsync(entity, index, differences.Select(difference => difference.Uuid), tally, cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);

        // What is as new in the index was brought there by somebody else since.
        return Math.Min(differences.Count, tally.Indexed + tally.Deleted + tally.Stale);
    }
}
