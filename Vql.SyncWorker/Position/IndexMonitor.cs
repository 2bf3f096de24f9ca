using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Reindex;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Detects that an index was deleted or replaced, also while no worker was running. The stream does not contain the documents
/// that such an index lacks.
/// </summary>
internal sealed class IndexMonitor(IndexAdmin indices, ReindexTable reindexes, SyncState syncState)
{
    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    private readonly Dictionary<Entity, string> _uuids = [];

    /// <summary>
    /// Records the current index of an entity. This must precede the load or the comparison, so that an index that is replaced
    /// during it is detected.
    /// </summary>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable, or the index is missing.</exception>
    public async Task RecordAsync(EntityFields entity, CancellationToken cancellationToken) =>
        _uuids[entity.Entity] = (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Uuid;

    /// <summary>Stores that the recorded indices are complete.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            await syncState.SaveIndexUuidAsync(entity, _uuids[entity.Entity], cancellationToken);
        }
    }

    /// <summary>Returns whether the recorded index of an entity is another one than the previous session used.</summary>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable, or the index is missing.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<bool> WasReplacedAsync(EntityFields entity, CancellationToken cancellationToken) =>
        await syncState.ReadIndexUuidAsync(entity, cancellationToken) is { } known
            && known != _uuids[entity.Entity]
            && !await IsReindexedAsync(entity, await indices.ReadSettingsAsync(entity.Index, cancellationToken), cancellationToken);

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

            if (index is not null && await IsReindexedAsync(entity, index, cancellationToken))
            {
                await syncState.SaveIndexUuidAsync(entity, index.Uuid, cancellationToken);
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

    // A reindex verified its new index against the rows, and changes were written to both indices.
    private async Task<bool> IsReindexedAsync(EntityFields entity, IndexSettings index, CancellationToken cancellationToken) =>
        (await reindexes.FindAsync(entity, cancellationToken))?.TargetUuid == index.Uuid;
}
