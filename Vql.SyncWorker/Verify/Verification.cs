using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Compares every row with its document, range by range and several at once, in memory for a few ranges
/// whatever the size; and mends what differs when asked to.
/// </summary>
internal sealed class Verification(
    DocumentDigests digests, RangeComparison comparison, SecondLook secondLook, Mending mending, VerifyResults results, LogMarks marks,
    IndexAdmin indices, TimeProvider time)
{
    private const int Lanes = 3;

    /// <summary>Verifies an entity.</summary>
    /// <param name="entity">Which rows.</param>
    /// <param name="request">What to do.</param>
    /// <param name="meter">Where progress goes.</param>
    /// <param name="cancellationToken">Stops; what was mended stays.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached or refuses.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached, or the index is missing.</exception>
    public async Task<VerifyReport> VerifyAsync(EntityFields entity, VerifyRequest request, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var index = request.Index ?? entity.Index;
        await marks.MarkAsync(cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);
        var ranges = UuidRanges.For(await digests.EstimateAsync(entity, cancellationToken));
        var report = new VerifyReport();
        var adding = new Lock();
        var done = 0;
        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (range, cancelled) =>
            {
                var result = await VerifyAsync(entity, index, range, request.Repair, cancelled);
                lock (adding)
                {
                    report.Add(result, request.Examples);
                    meter.Report(report.Rows, (double)++done / ranges.Count);
                }
            });
        report.Elapsed = time.GetElapsedTime(started);
        await results.SaveAsync(entity, index, report, cancellationToken);
        return report;
    }

    private async Task<RangeResult> VerifyAsync(EntityFields entity, string index, UuidRange range, bool repair, CancellationToken cancellationToken)
    {
        var (result, suspects) = await comparison.CompareAsync(entity, index, range, cancellationToken);
        if (suspects.Count == 0)
        {
            return result;
        }

        result = await secondLook.JudgeAsync(entity, index, result, suspects, cancellationToken);
        return repair && result.Differences.Count > 0
            ? result with { Repaired = await mending.MendAsync(entity, index, result.Differences, cancellationToken) }
            : result;
    }
}
