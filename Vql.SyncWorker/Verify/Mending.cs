using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Verify;

/// <summary>Brings differing documents to what their rows are, as any other write: by version, so that writers may be at work.</summary>
internal sealed class Mending(NpgsqlDataSource source, DocumentReader documents, RowSync rows, IndexAdmin indices)
{
    private const int EpochShift = 48;
    private const long LastEpoch = short.MaxValue;

    /// <summary>Mends them.</summary>
    /// <returns>How many documents are as they should be now.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached or refuses.</exception>
    public async Task<long> MendAsync(EntityFields entity, string index, IReadOnlyList<Difference> differences, CancellationToken cancellationToken)
    {
        var greatest = differences.Max(difference => difference.Version);
        if (greatest >= await documents.ReadVersionAsync(cancellationToken))
        {
            await BeginEpochAsync(greatest >> EpochShift, cancellationToken);
        }

        var tally = new SyncTally();
        await rows.SyncAsync(entity, index, differences.Select(difference => difference.Uuid), tally, cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);

        // What is as new in the index was brought there by somebody else since.
        return Math.Min(differences.Count, tally.Indexed + tally.Deleted + tally.Stale);
    }

    // Versions ahead of the log come from a time that was taken back, or from a stranger: only a new epoch is ahead of them.
    private async Task BeginEpochAsync(long epoch, CancellationToken cancellationToken)
    {
        if (epoch >= LastEpoch)
        {
            throw new ElasticsearchException("a document's version is the greatest there can be, and nothing can replace it. Run: reindex start");
        }

        await using var command = source.CreateCommand("update sync_state set epoch = greatest(epoch, $1 + 1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = epoch });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
