using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Tells differences from changes under way: what looked different is looked at again after the stream passed
/// all that was committed by then. Seen the same twice it is a difference; what changed meanwhile gets another
/// look.
/// </summary>
internal sealed class SecondLook(DocumentReader documents, IndexScan scan, IndexAdmin indices, StreamPosition stream, LogMarks marks)
{
    private const int Looks = 5;
    private const int ChunkSize = 500;

    /// <summary>Judges what looked different.</summary>
    public async Task<RangeResult> JudgeAsync(
        EntityFields entity, string index, RangeResult range, Dictionary<string, Sighting> suspects, CancellationToken cancellationToken)
    {
        var confirmed = new List<Difference>();
        for (var look = 1; suspects.Count > 0 && look <= Looks; look++)
        {
            if (!await stream.WaitAsync(cancellationToken))
            {
                return range with { Differences = confirmed, Unreached = suspects.Count };
            }

            await indices.RefreshAsync(index, cancellationToken);
            var unsettled = new Dictionary<string, Sighting>();
            foreach (var chunk in suspects.Keys.Chunk(ChunkSize))
            {
                var seen = await LookAsync(entity, index, chunk, cancellationToken);
                foreach (var (uuid, sighting) in seen.Where(one => one.Value != suspects[one.Key]))
                {
                    unsettled[uuid] = sighting;
                }

                confirmed.AddRange(await SortAsync(
                    entity, seen.Where(one => one.Value == suspects[one.Key]).ToDictionary(), cancellationToken));
            }

            suspects = unsettled;
        }

        return range with { Differences = confirmed, Pending = suspects.Count };
    }

    // Those of the uuids that differ now.
    private async Task<Dictionary<string, Sighting>> LookAsync(
        EntityFields entity, string index, IReadOnlyList<string> uuids, CancellationToken cancellationToken)
    {
        var differing = new Dictionary<string, Sighting>();
        var found = (await scan.ReadAsync(index, uuids, cancellationToken)).ToDictionary(document => document.Uuid);
        await using var cursor = await documents.OpenAsync(entity, uuids, cancellationToken);
        using var expected = new DocumentText();
        while (await cursor.ReadAsync(cancellationToken))
        {
            var row = expected.Of(cursor);
            if (!found.Remove(cursor.Uuid, out var document))
            {
                differing[cursor.Uuid] = RangeComparison.SightingOf(row, null);
            }
            else if (!row.Matches(document))
            {
                differing[cursor.Uuid] = RangeComparison.SightingOf(row, document);
            }
        }

        foreach (var (uuid, document) in found)
        {
            differing[uuid] = RangeComparison.SightingOf(null, document);
        }

        return differing;
    }

    private async Task<IEnumerable<Difference>> SortAsync(EntityFields entity, Dictionary<string, Sighting> confirmed, CancellationToken cancellationToken)
    {
        if (confirmed.Count == 0)
        {
            return [];
        }

        var changes = await marks.ReadChangesAsync(entity, confirmed.Keys, cancellationToken);
        return confirmed.Select(one => new Difference(one.Key, KindOf(one.Value, changes.GetValueOrDefault(one.Key)), one.Value.Version));
    }

    /// <summary>How a document and its row differ, given the version that holds the row's last change.</summary>
    public static DifferenceKind KindOf(Sighting sighting, long changedAt) => sighting switch
    {
        { Document: null } => DifferenceKind.Missing,
        { Row: null } => DifferenceKind.Extra,
        _ => sighting.Version <= changedAt ? DifferenceKind.Stale : DifferenceKind.Different,
    };
}
