using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.DeadLetters;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Indexes the rows of dead letters again if an operator requested it. The request is stored in the table, so that it is served
/// after an outage of the worker.
/// </summary>
internal sealed class DeadLetterRetries(DeadLetterTable table, DocumentIndexer indexer, TimeProvider time)
{
    private const int MaxRows = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    /// <summary>Serves requests until the operation is canceled.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">The index is missing.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var entity in Entities)
            {
                await RetryAsync(entity, cancellationToken);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task RetryAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        while (await table.ReadRequestedAsync(entity.Entity, MaxRows, cancellationToken) is { Count: > 0 } uuids)
        {
            await indexer.WriteAsync(entity, uuids, cancellationToken);

            // Accepted documents have left the table. The others were rejected again.
            await table.ClearRequestsAsync(entity.Entity, uuids, cancellationToken);
        }
    }
}
