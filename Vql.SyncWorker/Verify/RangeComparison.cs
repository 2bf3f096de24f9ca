using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>Compares a range in both stores: by digest, and where that differs document by document.</summary>
internal sealed class RangeComparison(DocumentReader documents, DocumentDigests digests, IndexScan scan)
{
    /// <summary>What the range comes to, and what looked different; that may be changes under way.</summary>
    public async Task<(RangeResult Result, Dictionary<string, Sighting> Suspects)> CompareAsync(
        EntityFields entity, string index, UuidRange range, CancellationToken cancellationToken)
    {
        var rows = digests.ReadAsync(entity, range, cancellationToken);
        var (indexed, greatest) = await scan.DigestAsync(index, range, cancellationToken);
        if (await rows == indexed && greatest <= await documents.ReadVersionAsync(cancellationToken))
        {
            return (new RangeResult(indexed.Count, indexed.Count), []);
        }

        return await ReadAsync(entity, index, range, cancellationToken);
    }

    private async Task<(RangeResult Result, Dictionary<string, Sighting> Suspects)> ReadAsync(
        EntityFields entity, string index, UuidRange range, CancellationToken cancellationToken)
    {
        var suspects = new Dictionary<string, Sighting>();
        var (rows, indexed) = (0L, 0L);
        await using var cursor = await documents.OpenSortedAsync(entity, range, cancellationToken);
        using var expected = new DocumentText();
        var merge = new SortedMerge(cursor, scan.ReadAsync(index, range, withSource: true, cancellationToken));
        await foreach (var pair in merge.ReadAsync(cancellationToken))
        {
            rows += pair.HasRow ? 1 : 0;
            indexed += pair.Document is null ? 0 : 1;
            if (!pair.HasRow || pair.Document is not { } document || !expected.Of(cursor).Matches(document))
            {
                suspects[pair.Uuid] = SightingOf(pair.HasRow ? expected.Of(cursor) : null, pair.Document);
            }
        }

        return (new RangeResult(rows, indexed) { WasRead = true }, suspects);
    }

    /// <summary>How a row's document and the indexed one are seen now.</summary>
    public static Sighting SightingOf(DocumentText? row, IndexedDocument? document) =>
        new(row?.Digest, document is { } indexed ? RangeDigest.Of(indexed.Source.Span) : null, document?.Version ?? 0);
}
