using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Sync;

/// <summary>Indexes every row of an entity, and deletes documents without one.</summary>
internal sealed class FullSync(
    NpgsqlDataSource source, DocumentReader documents, IndexScan scan, BulkClient bulk, IndexAdmin indices, TimeProvider time)
{
    private const int ReportEvery = 1000;

    /// <param name="entity">Which rows.</param>
    /// <param name="limit">Index at most so many and delete nothing; null for all.</param>
    /// <param name="meter">Where progress goes.</param>
    /// <param name="cancellationToken">Stops; what was written stays.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached or refuses.</exception>
    public async Task<SyncReport> SyncAsync(EntityFields entity, long? limit, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var created = await indices.CreateAsync(entity, cancellationToken: cancellationToken);
        if (await indices.CheckMappingAsync(entity, entity.Index, cancellationToken) is { Count: > 0 } differences)
        {
            throw new ElasticsearchException(
                $"the mapping of {entity.Index} does not fit ({string.Join("; ", differences)}). Delete the index and sync again");
        }

        if (created)
        {
            // Nobody misses what is not complete yet.
            await indices.StopRefreshAsync(entity, cancellationToken);
        }

        await SyncState.AdvanceLogAsync(source, cancellationToken);
        using var writer = new BulkWriter(bulk, entity.Index, time);
        await IndexAsync(entity, limit, writer, meter, cancellationToken);
        var (indexed, stale) = (writer.Applied, writer.Stale);
        await indices.UseDefaultRefreshAsync(entity, cancellationToken);
        if (limit is null && !created)
        {
            await DeleteOrphansAsync(entity, writer, cancellationToken);
        }

        await indices.RefreshAsync(entity.Index, cancellationToken);
        return new SyncReport(indexed, stale, writer.Applied - indexed, writer.Rejected, time.GetElapsedTime(started));
    }

    private async Task IndexAsync(EntityFields entity, long? limit, BulkWriter writer, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var total = await EstimateAsync(entity, cancellationToken);
        await using var cursor = await documents.OpenAllAsync(entity, limit, cancellationToken);
        for (var read = 1L; await cursor.ReadAsync(cancellationToken); read++)
        {
            await writer.IndexAsync(cursor, cancellationToken);
            if (read % ReportEvery == 0)
            {
                meter.Report(read, total > 0 ? Math.Min(1, (double)read / Math.Min(total, limit ?? total)) : null);
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private async Task DeleteOrphansAsync(EntityFields entity, BulkWriter writer, CancellationToken cancellationToken)
    {
        await indices.RefreshAsync(entity.Index, cancellationToken);
        await using var cursor = await documents.OpenSortedAsync(entity, cancellationToken);
        var merge = new SortedMerge(cursor, scan.ReadAsync(entity.Index, withSource: false, cancellationToken));
        await foreach (var pair in merge.ReadAsync(cancellationToken))
        {
            if (!pair.HasRow)
            {
                await writer.DeleteAsync(pair.Uuid, cursor.Version, cancellationToken);
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    // What the planner thinks is good enough for a progress bar, and free.
    private async Task<long> EstimateAsync(EntityFields entity, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select reltuples::bigint from pg_class where oid = $1::regclass");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entity.Table });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
