using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Sync;

/// <summary>Reads a table in concurrent ranges of ids and indexes the rows.</summary>
internal sealed class RangeLoad(NpgsqlDataSource source, DocumentReader documents, BulkClient bulk, TimeProvider time)
{
    // With this number, Elasticsearch never waits for rows. Further lanes do not increase the throughput.
    private const int Lanes = 4;
    private const int RangesPerLane = 4;
    private const long MinRangeRows = 5_000;
    private const long MaxRangeRows = 25_000;
    private const int ReportInterval = 1000;

    /// <summary>Indexes the rows of a request.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="index">The index to write to.</param>
    /// <param name="request">The request.</param>
    /// <param name="progress">The stored progress, from which the load resumes; null to start from the first row.</param>
    /// <param name="tally">The counts of the sync.</param>
    /// <param name="meter">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the load. Completed writes are kept.</param>
    public async Task LoadAsync(
        EntityFields entity, string index, SyncRequest request, SyncProgress? progress, SyncTally tally, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        var extent = await ReadExtentAsync(entity, request.Limit, cancellationToken);
        var read = 0L;
        await Parallel.ForEachAsync(
            extent.Ranges(progress?.NextId ?? 0),
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (range, cancelled) =>
            {
                await LoadAsync(entity, index, range with { Since = request.Since }, tally, OnRead, cancelled);
                if (progress is not null)
                {
                    await progress.CompleteRangeAsync(range.FromId, range.ToId, cancelled);
                }
            });

        void OnRead()
        {
            var done = Interlocked.Add(ref read, ReportInterval);
            meter.Report(done, extent.Rows > 0 ? Math.Min(1, (double)done / extent.Rows) : null);
        }
    }

    private async Task LoadAsync(
        EntityFields entity, string index, DocumentRange range, SyncTally tally, Action onRead, CancellationToken cancellationToken)
    {
        await using var writer = new BulkWriter(bulk, index, time);
        await using var cursor = await documents.OpenRangeAsync(entity, range, cancellationToken);
        for (var read = 1; await cursor.ReadAsync(cancellationToken); read++)
        {
            await writer.IndexAsync(cursor, cancellationToken);
            if (read % ReportInterval == 0)
            {
                onRead();
            }
        }

        await writer.CompleteAsync(cancellationToken);
        tally.Add(writer);
    }

    // The number of rows is the planner's estimate, which costs nothing and is sufficient for ranges and the progress.
    private async Task<Extent> ReadExtentAsync(EntityFields entity, long? limit, CancellationToken cancellationToken)
    {
        var table = limit is null
            ? entity.Table
            : $"(select id from {entity.Table} where deleted_at is null order by id limit $1) as first";
        await using var command = source.CreateCommand(
            $"""
            select coalesce(min(id), 1), coalesce(max(id), 0),
                (select reltuples::bigint from pg_class where oid = '{entity.Table}'::regclass)
            from {table}
            """);
        if (limit is { } maxRows)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxRows });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Extent(reader.GetInt64(0), reader.GetInt64(1), Math.Min(Math.Max(reader.GetInt64(2), 0), limit ?? long.MaxValue));
    }

    private sealed record Extent(long FirstId, long LastId, long Rows)
    {
        public IEnumerable<DocumentRange> Ranges(long nextId)
        {
            var rows = Math.Clamp(Rows / (Lanes * RangesPerLane), MinRangeRows, MaxRangeRows);
            var width = Math.Max(rows, (long)((double)(LastId - FirstId + 1) / Math.Max(Rows, 1) * rows));
            for (var from = Math.Max(nextId, FirstId); from <= LastId; from += width)
            {
                yield return new DocumentRange(from, Math.Min(from + width - 1, LastId));
            }
        }
    }
}
