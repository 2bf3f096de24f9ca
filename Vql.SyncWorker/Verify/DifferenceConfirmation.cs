using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Distinguishes differences from pending changes. Possible differences are compared again after the stream has passed all
/// earlier commits. An unchanged state is a difference. A changed state is compared again.
/// </summary>
internal sealed class DifferenceConfirmation(
    DocumentReader documents, IndexScan scan, IndexAdmin indices, StreamPosition stream, LogMarks marks)
{
    private const int MaxAttempts = 5;
    private const int ChunkSize = 500;

    /// <summary>Confirms the possible differences of a range.</summary>
    public async Task<RangeResult> ConfirmAsync(
        EntityFields entity, string index, RangeResult range, Dictionary<string, Observation> suspects, CancellationToken cancellationToken)
    {
        var confirmed = new List<Difference>();
        for (var attempt = 1; suspects.Count > 0 && attempt <= MaxAttempts; attempt++)
        {
            if (!await stream.WaitAsync(cancellationToken))
            {
                return range with { Differences = confirmed, Unreached = suspects.Count };
            }

            await indices.RefreshAsync(index, cancellationToken);
            var changed = new Dictionary<string, Observation>();
            foreach (var chunk in suspects.Keys.Chunk(ChunkSize))
            {
                var current = await CompareAsync(entity, index, chunk, cancellationToken);
                foreach (var (uuid, observation) in current.Where(one => one.Value != suspects[one.Key]))
                {
                    changed[uuid] = observation;
                }

                confirmed.AddRange(await ClassifyAsync(
                    entity, current.Where(one => one.Value == suspects[one.Key]).ToDictionary(), cancellationToken));
            }

            suspects = changed;
        }

        return range with { Differences = confirmed, Pending = suspects.Count };
    }

    // Returns the documents that currently differ.
    private async Task<Dictionary<string, Observation>> CompareAsync(
        EntityFields entity, string index, IReadOnlyList<string> uuids, CancellationToken cancellationToken)
    {
        var differing = new Dictionary<string, Observation>();
        var indexed = (await scan.ReadAsync(index, uuids, cancellationToken)).ToDictionary(document => document.Uuid);
        await using var cursor = await documents.OpenAsync(entity, uuids, cancellationToken);
        using var expected = new ExpectedDocument();
        while (await cursor.ReadAsync(cancellationToken))
        {
            var row = expected.Of(cursor);
            if (!indexed.Remove(cursor.Uuid, out var document))
            {
                differing[cursor.Uuid] = RangeComparison.Observe(row, null);
            }
            else if (!row.Matches(document))
            {
                differing[cursor.Uuid] = RangeComparison.Observe(row, document);
            }
        }

        foreach (var (uuid, document) in indexed)
        {
            differing[uuid] = RangeComparison.Observe(null, document);
        }

        return differing;
    }

    private async Task<IEnumerable<Difference>> ClassifyAsync(
        EntityFields entity, Dictionary<string, Observation> confirmed, CancellationToken cancellationToken)
    {
        if (confirmed.Count == 0)
        {
            return [];
        }

        var changes = await marks.ReadChangesAsync(entity, confirmed.Keys, cancellationToken);
        return confirmed.Select(one => new Difference(one.Key, KindOf(one.Value, changes.GetValueOrDefault(one.Key)), one.Value.Version));
    }

    /// <summary>Returns the kind of a difference.</summary>
    /// <param name="observation">The state of the document and its row.</param>
    /// <param name="changedAt">The minimum version that contains the last change of the row.</param>
    public static DifferenceKind KindOf(Observation observation, long changedAt) => observation switch
    {
        { Document: null } => DifferenceKind.Missing,
        { Row: null } => DifferenceKind.Extra,
        _ => observation.Version <= changedAt ? DifferenceKind.Stale : DifferenceKind.Different,
    };
}
