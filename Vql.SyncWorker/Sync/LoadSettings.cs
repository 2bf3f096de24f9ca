using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Storage.Elasticsearch;

namespace Vql.SyncWorker.Sync;

/// <summary>
/// Disables refreshes and replicas of a new index during its load. The original settings are first stored in the table
/// <c>syncs</c>, so that they can be restored after an interrupted load.
/// </summary>
internal sealed class LoadSettings(NpgsqlDataSource source, IndexAdmin indices)
{
    private static readonly byte[] Relaxed = """{"index":{"refresh_interval":"-1","number_of_replicas":0}}"""u8.ToArray();

    /// <summary>Stores the settings of an index and disables its refreshes and replicas.</summary>
    public async Task RelaxAsync(IndexSettings index, CancellationToken cancellationToken)
    {
        var settings = new JsonObject
        {
            ["index"] = new JsonObject { ["refresh_interval"] = index.RefreshInterval, ["number_of_replicas"] = index.Replicas },
        };
        await using var command = source.CreateCommand("update syncs set settings = $2::jsonb where index_name = $1 and settings is null");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = settings.ToJsonString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await indices.PutSettingsAsync(index.Name, Relaxed, cancellationToken);
    }

    /// <summary>Restores the settings of an index.</summary>
    public async Task RestoreAsync(string index, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select settings::text from syncs where index_name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index });
        if (await command.ExecuteScalarAsync(cancellationToken) is string settings)
        {
            await indices.PutSettingsAsync(index, Encoding.UTF8.GetBytes(settings), cancellationToken);
        }
    }

    /// <summary>Restores the settings of indices whose loads were interrupted. The next sync resumes these loads.</summary>
    public async Task RestoreInterruptedAsync(CancellationToken cancellationToken)
    {
        foreach (var index in await ReadInterruptedAsync(cancellationToken))
        {
            try
            {
                await RestoreAsync(index, cancellationToken);
            }
            catch (ElasticsearchException exception) when (exception.Failure?.Kind == ElasticsearchFailureKind.IndexMissing)
            {
                // The index was deleted, so there is no load to resume.
                await using var delete = source.CreateCommand("delete from syncs where index_name = $1");
                delete.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index });
                await delete.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    // A load without a lock is not running.
    private async Task<List<string>> ReadInterruptedAsync(CancellationToken cancellationToken)
    {
        var interrupted = new List<string>();
        await using var command = source.CreateCommand(
            """
            select index_name from syncs
            where settings is not null and not exists (
                select from pg_locks
                where locktype = 'advisory' and objsubid = 1
                    and ((classid::bigint << 32) | objid::bigint) = hashtextextended('vql sync ' || index_name, 0))
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            interrupted.Add(reader.GetString(0));
        }

        return interrupted;
    }
}
