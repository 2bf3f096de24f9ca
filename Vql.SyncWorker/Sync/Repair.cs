using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Makes an index equal to its rows by what verification finds, and writes nothing else.</summary>
internal sealed class Repair(
    NpgsqlDataSource source, Verification verification, DocumentReader documents, BulkClient bulk, IndexAdmin indices, TimeProvider time)
{
    private const int ChunkSize = 500;

    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached or refuses, or the index is missing.</exception>
    public async Task<SyncReport> RepairAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await indices.UseDefaultRefreshAsync(entity, cancellationToken);
        var found = await verification.VerifyAsync(entity, new ProgressMeter(static (_, _) => { }), cancellationToken);
        using var writer = new BulkWriter(bulk, entity.Index, time);
        if (found.IsEqual)
        {
            return new SyncReport(0, 0, 0, writer.Rejected, time.GetElapsedTime(started));
        }

        await SyncState.AdvanceLogAsync(source, cancellationToken);
        await IndexAsync(entity, [.. found.Missing, .. found.Stale], writer, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        var (indexed, stale) = (writer.Applied, writer.Stale);
        await DeleteAsync(entity, found.Extra, writer, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        await indices.RefreshAsync(entity.Index, cancellationToken);
        return new SyncReport(indexed, stale, writer.Applied - indexed, writer.Rejected, time.GetElapsedTime(started));
    }

    private async Task IndexAsync(EntityFields entity, IReadOnlyList<string> uuids, BulkWriter writer, CancellationToken cancellationToken)
    {
        foreach (var chunk in uuids.Chunk(ChunkSize))
        {
            await using var cursor = await documents.OpenAsync(entity, chunk, cancellationToken);
            while (await cursor.ReadAsync(cancellationToken))
            {
                await writer.IndexAsync(cursor, cancellationToken);
            }
        }
    }

    // A row that came back meanwhile is left alone, and its document too.
    private async Task DeleteAsync(EntityFields entity, IReadOnlyList<string> uuids, BulkWriter writer, CancellationToken cancellationToken)
    {
        foreach (var chunk in uuids.Chunk(ChunkSize))
        {
            var gone = chunk.ToHashSet();
            await using var cursor = await documents.OpenAsync(entity, chunk, cancellationToken);
            while (await cursor.ReadAsync(cancellationToken))
            {
                gone.Remove(cursor.Uuid);
            }

            foreach (var uuid in gone)
            {
                await writer.DeleteAsync(uuid, cursor.Version, cancellationToken);
            }
        }
    }
}
