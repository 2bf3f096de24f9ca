using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Indexing;

/// <summary>Indexes the current state of single rows, and deletes the documents of rows that do not exist.</summary>
internal sealed class RowSync(NpgsqlDataSource source, DocumentReader documents, BulkClient bulk, TimeProvider time)
{
    private const int ChunkSize = 500;

    /// <summary>Synchronizes the documents of rows.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    public async Task SyncAsync(
        EntityFields entity, string index, IEnumerable<string> uuids, SyncTally tally, CancellationToken cancellationToken)
    {
        await using var writer = new BulkWriter(bulk, index, time);
        await using var deleter = new BulkWriter(bulk, index, time);
        foreach (var chunk in uuids.Chunk(ChunkSize))
        {
            var missing = chunk.ToHashSet();
            await using var cursor = await documents.OpenAsync(entity, chunk, cancellationToken);
            while (await cursor.ReadAsync(cancellationToken))
            {
                missing.Remove(cursor.Uuid);
                await writer.IndexAsync(cursor, cancellationToken);
            }

            foreach (var uuid in missing)
            {
                await deleter.DeleteAsync(uuid, cursor.Version, cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
        await deleter.CompleteAsync(cancellationToken);
        tally.Add(writer);
        tally.Add(deleter, deleter.Applied);
    }

    /// <summary>Returns the UUIDs of the rows that were marked as deleted since a time.</summary>
    public async Task<List<string>> ReadDeletedAsync(EntityFields entity, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var uuids = new List<string>();
        await using var command = source.CreateCommand($"select uuid from {entity.Table} where deleted_at >= $1");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }
}
