using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Finds and deletes documents without a row.</summary>
internal sealed class Orphans(DocumentReader documents, IndexScan scan, IndexAdmin indices, RowSync rows)
{
    /// <summary>Deletes the documents without a row.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task DeleteAsync(EntityFields entity, string index, SyncTally tally, CancellationToken cancellationToken)
    {
        await indices.RefreshAsync(index, cancellationToken);
        var orphans = new List<string>();
        await using (var cursor = await documents.OpenSortedAsync(entity, UuidRange.All, cancellationToken))
        {
            var merge = new SortedMerge(cursor, scan.ReadAsync(index, UuidRange.All, withSource: false, cancellationToken));
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
