using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Reindex;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Detects that an index was deleted or replaced after the start of the stream. The stream does not contain the documents
/// that such an index lacks.
/// </summary>
internal sealed class IndexMonitor(IndexAdmin indices, ReindexTable reindexes, SyncState syncState)
{
    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    private readonly Dictionary<Entity, string> _uuids = [];

    /// <summary>Records the current indices.</summary>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable, or an index is missing.</exception>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            _uuids[entity.Entity] = (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Uuid;
        }
    }

    /// <summary>Checks that the indices are the recorded ones.</summary>
    /// <exception cref="CaptureException">An index was deleted or replaced. The position of the index is withdrawn.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable or returns an error.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            var index = await indices.FindSettingsAsync(entity.Index, cancellationToken);
            if (index?.Uuid == _uuids[entity.Entity])
            {
                continue;
            }

            // A reindex verified its new index against the rows, and changes were written to both indices.
            if (index is not null && (await reindexes.FindAsync(entity, cancellationToken))?.Target == index.Name)
            {
                _uuids[entity.Entity] = index.Uuid;
                continue;
            }

            await syncState.WithdrawIndexedAsync(cancellationToken);
            throw new CaptureException(
                [
                    index is null
                        ? $"The index {entity.Index} was deleted; recreating and filling it"
                        : $"The index {entity.Index} was replaced; comparing everything",
                ]);
        }
    }
}
