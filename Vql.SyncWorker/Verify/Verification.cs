using Microsoft.Extensions.Logging;
using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Compares every row with its document in concurrent UUID ranges, and repairs the differences on request. Memory is limited
/// to a few ranges.
/// </summary>
internal sealed class Verification(
    RowCounts counts, RangeComparison comparison, DifferenceConfirmation confirmation, DifferenceExamples examples,
    DifferenceRepair differenceRepair,
    VerifyResults results, LogMarks marks, IndexAdmin indices, IndexInspector inspector, TermDictionary terms, StreamPosition stream,
    TimeProvider time, ILogger<Verification> logger)
{
    private const int Lanes = 3;

    /// <summary>Verifies the index of an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="request">The options of the verification.</param>
    /// <param name="meter">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the operation. Completed repairs are kept.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database is unreachable or returns an error.</exception>
    /// <exception cref="ElasticsearchException">Elasticsearch is unreachable, or the index is missing.</exception>
    public async Task<VerifyReport> VerifyAsync(
        EntityFields entity, VerifyRequest request, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var index = request.Index ?? entity.Index;
        await marks.MarkAsync(cancellationToken);
        await indices.RefreshAsync(index, cancellationToken);
        // Either store can be much larger than the other. The size of the ranges is based on the larger one.
        var rows = await counts.EstimateAsync(entity, cancellationToken);
        var documents = (await inspector.ReadStatisticsAsync(index, cancellationToken)).Documents;
        var ranges = UuidRanges.For(Math.Max(rows, documents));
        var report = new VerifyReport { WordsRepaired = request.Repair };
        var adding = new Lock();
        var done = 0;
        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
            async (range, cancelled) =>
            {
                var result = await VerifyAsync(entity, index, range, request, Takes, cancelled);
                lock (adding)
                {
                    report.Add(result, request.Examples);
                    meter.Report(report.Rows, (double)++done / ranges.Count);
                }
            });
        if (request.WaitsForStream)
        {
            report.MissingWords = await VerifyWordsAsync(entity, request.Repair, cancellationToken);
            report.ClampedDates = await counts.CountClampedAsync(entity, cancellationToken);
        }

        report.Elapsed = time.GetElapsedTime(started);
        if (request.WaitsForStream)
        {
            await results.SaveAsync(entity, index, report, cancellationToken);
        }

        return report;

        bool Takes(Difference difference)
        {
            lock (adding)
            {
                return report.Takes(difference.Kind);
            }
        }
    }

    // Waits for the stream, which may still add the words.
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
        EntityFields entity, string index, UuidRange range, VerifyRequest request, Func<Difference, bool> isExample,
        CancellationToken cancellationToken)
    {
        var (result, suspects) = await comparison.CompareAsync(entity, index, range, cancellationToken);
        if (suspects.Count == 0)
        {
            return result;
        }

        result = request.WaitsForStream
            ? await confirmation.ConfirmAsync(entity, index, result, suspects, cancellationToken)
            : result with { Differences = [.. suspects.Select(Unconfirmed)] };
        if (request.WaitsForStream)
        {
            // A repaired difference can no longer be seen, so its documents are read first.
            Difference[] first = [.. result.Differences.Where(isExample).GroupBy(difference => difference.Kind)
                .SelectMany(kind => kind.Take(DifferenceExamples.MaxPerKind))];
            result = first.Length == 0 ? result
                : result with { Examples = await examples.ReadAsync(entity, index, first, cancellationToken) };
        }

        return request.Repair && result.Differences.Count > 0
            ? result with { Repaired = await differenceRepair.RepairAsync(entity, index, result.Differences, cancellationToken) }
            : result;
    }

    private static Difference Unconfirmed(KeyValuePair<string, Observation> suspect) =>
        new(suspect.Key, DifferenceConfirmation.KindOf(suspect.Value, changedAt: 0), suspect.Value.Version);
}
