using Microsoft.Extensions.Logging;
using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Compares every row with its document, range by range and several at once, in memory for a few ranges
/// whatever the size; and mends what differs when asked to.
/// </summary>
internal sealed class Verification(
    DocumentDigests digests, RangeComparison comparison, SecondLook secondLook, DifferenceRepair mending, VerifyResults results, LogMarks marks,
    IndexAdmin indices, IndexInspector inspector, TermDictionary terms, StreamPosition stream, TimeProvider time, ILogger<Verification> logger)
{
    private const int Lanes = 3;

    /// <summary>Verifies an entity.</summary>
    /// <param name="entity">Which rows.</param>
    /// <param name="request">What to do.</param>
    /// <param name="meter">Where progress goes.</param>
    /// <param name="cancellationToken">Stops; what was mended stays.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch cannot be reached, or the index is missing.</exception>
    public async Task<VerifyReport> VerifyAsync(EntityFields entity, VerifyRequest request, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var index = request.Index ?? entity.Index;
        await marks.MarkAsync(cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);
        // Either side may hold far more than the other; memory is for a few ranges.
        var ranges = UuidRanges.For(Math.Max(
            await digests.EstimateAsync(entity, cancellationToken), (await inspector.ReadStatisticsAsync(index, cancellationToken)).Documents));
        var report = new VerifyReport { WordsRepaired = request.Repair };
        var adding = new Lock();
        var done = 0;
        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (range, cancelled) =>
            {
                var result = await VerifyAsync(entity, index, range, request, cancelled);
                lock (adding)
                {
                    report.Add(result, request.Examples);
                    meter.Report(report.Rows, (double)++done / ranges.Count);
                }
            });
        if (request.WaitsForStream)
        {
            report.MissingWords = await VerifyWordsAsync(entity, request.Repair, cancellationToken);
            report.ClampedDates = await digests.CountClampedAsync(entity, cancellationToken);
        }

        report.Elapsed = time.GetElapsedTime(started);
        if (request.WaitsForStream)
        {
            await results.SaveAsync(entity, index, report, cancellationToken);
        }

        return report;
    }

    // Words that the stream is about to add are not missing.
    private async Task<long> VerifyWordsAsync(EntityFields entity, bool repair, CancellationToken cancellationToken)
    {
        if (await terms.CountMissingAsync(entity, repair: false, cancellationToken) == 0)
        {
            return 0;
        }

        await stream.WaitAsync(cancellationToken);
        var missing = await terms.CountMissingAsync(entity, repair, cancellationToken);
        if (missing > 0 && repair)
        {
            Log.WordsMissing(logger, missing, entity.Table);
        }

        return missing;
    }

    private async Task<RangeResult> VerifyAsync(
        EntityFields entity, string index, UuidRange range, VerifyRequest request, CancellationToken cancellationToken)
    {
        var (result, suspects) = await comparison.CompareAsync(entity, index, range, cancellationToken);
        if (suspects.Count == 0)
        {
            return result;
        }

        result = request.WaitsForStream
            ? await secondLook.JudgeAsync(entity, index, result, suspects, cancellationToken)
            : result with { Differences = [.. suspects.Select(Unjudged)] };
        return request.Repair && result.Differences.Count > 0
            ? result with { Repaired = await mending.MendAsync(entity, index, result.Differences, cancellationToken) }
            : result;
    }

    private static Difference Unjudged(KeyValuePair<string, Sighting> suspect) =>
        new(suspect.Key, SecondLook.KindOf(suspect.Value, changedAt: 0), suspect.Value.Version);
}
