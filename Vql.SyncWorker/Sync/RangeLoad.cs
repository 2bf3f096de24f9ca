using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Indexing;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Sync;

/// <summary>Reads a table by ranges of ids, several at once, and writes the documents.</summary>
internal sealed class RangeLoad(NpgsqlDataSource source, DocumentReader documents, BulkClient bulk, TimeProvider time)
{
    // Reading must never keep the engine waiting; more only take turns on it.
    private const int Lanes = 4;
    private const int RangesPerLane = 4;
    private const long SmallestRange = 5_000;
    private const long LargestRange = 25_000;
    private const int ReportEvery = 1000;

    /// <summary>Loads what the request names.</summary>
    /// <param name="entity">Which rows.</param>
    /// <param name="index">Where to.</param>
    /// <param name="request">Which of the rows.</param>
    /// <param name="progress">Where to begin, and where to note how far it is; null for neither.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="meter">Where progress goes.</param>
    /// <param name="cancellationToken">Stops; what was written stays.</param>
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
                await LoadAsync(entity, index, Of(range, request), tally, OnRead, cancelled);
                if (progress is not null)
                {
                    await progress.DoneAsync(range.FromId, range.ToId, cancelled);
                }
            });

        void OnRead()
        {
            var done = Interlocked.Add(ref read, ReportEvery);
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
            if (read % ReportEvery == 0)
            {
                onRead();
            }
        }

        await writer.CompleteAsync(cancellationToken);
        tally.Add(writer);
    }

    private static DocumentRange Of(DocumentRange range, SyncRequest request) => range with
    {
        Since = request.Since,
        Snapshot = request.Snapshot?.Name,
        SnapshotVersion = request.Snapshot?.Version ?? 0,
    };

    // How many there are is what the planner thinks: good enough to cut ranges and for a progress bar, and free.
    private async Task<Extent> ReadExtentAsync(EntityFields entity, long? limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce(min(id), 1), coalesce(max(id), 0), (select reltuples::bigint from pg_class where oid = '{entity.Table}'::regclass)
            from {(limit is null ? entity.Table : $"(select id from {entity.Table} where deleted_at is null order by id limit $1) as first")}
            """);
        if (limit is { } most)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = most });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Extent(reader.GetInt64(0), reader.GetInt64(1), Math.Min(Math.Max(reader.GetInt64(2), 0), limit ?? long.MaxValue));
    }

    private sealed record Extent(long FirstId, long LastId, long Rows)
    {
        public IEnumerable<DocumentRange> Ranges(long nextId)
        {
            var rows = Math.Clamp(Rows / (Lanes * RangesPerLane), SmallestRange, LargestRange);
            var width = Math.Max(rows, (long)((double)(LastId - FirstId + 1) / Math.Max(Rows, 1) * rows));
            for (var from = Math.Max(nextId, FirstId); from <= LastId; from += width)
            {
                yield return new DocumentRange(from, Math.Min(from + width - 1, LastId));
            }
        }
    }
}
