using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.Reindex;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Notices that an index is gone, or is another one than the stream began with: what was written to the old one is not
/// in it, and the log says nothing of that.
/// </summary>
internal sealed class IndexWatch(IndexAdmin indices, ReindexTable reindexes, Epochs epochs)
{
    private static readonly EntityFields[] Entities = [FieldCatalogue.Companies, FieldCatalogue.Contacts];

    private readonly Dictionary<Entity, string> _uuids = [];

    /// <summary>Takes the indices for what they are now.</summary>
    /// <exception cref="ElasticsearchException">They cannot be asked for, or one is missing.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var entity in Entities)
        {
            _uuids[entity.Entity] = (await indices.ReadSettingsAsync(entity.Index, cancellationToken)).Uuid;
        }
    }

    /// <summary>Looks whether they still are.</summary>
    /// <exception cref="CaptureException">One is not: nothing is known of the index any more.</exception>
    /// <exception cref="ElasticsearchException">They cannot be asked for.</exception>
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

            // One that a reindex put there was proved equal to the rows, and changes were written to both.
            if (index is not null && (await reindexes.FindAsync(entity, cancellationToken))?.Target == index.Name)
            {
                _uuids[entity.Entity] = index.Uuid;
                continue;
            }

            await epochs.ForgetIndexedAsync(cancellationToken);
            throw new CaptureException(
                [index is null ? $"the index {entity.Index} is gone: it is made and filled anew" : $"somebody put another index in the place of {entity.Index}: everything is compared"]);
        }
    }
}
