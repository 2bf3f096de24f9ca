using Vql.Core.Fields;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>Compares a UUID range in both stores: by digest, and document by document if the digests differ.</summary>
internal sealed class RangeComparison(DocumentReader documents, IndexScan scan)
{
    /// <summary>Returns the result of the range, and the possible differences, which can be pending changes.</summary>
    public async Task<(RangeResult Result, Dictionary<string, Observation> Suspects)> CompareAsync(
        EntityFields entity, string index, UuidRange range, CancellationToken cancellationToken)
    {
        var rows = DigestAsync(entity, range, cancellationToken);
        var scanned = scan.DigestAsync(index, range, cancellationToken);
        await Task.WhenAll(rows, scanned);
        var (indexed, greatest) = await scanned;
        if (await rows == indexed && greatest <= await documents.ReadVersionAsync(cancellationToken))
        {
            return (new RangeResult(indexed.Count, indexed.Count), []);
        }

        return await ReadAsync(entity, index, range, cancellationToken);
    }

    // A row that cannot be converted has no JSON, so that the digest differs.
    private async Task<RangeDigest> DigestAsync(EntityFields entity, UuidRange range, CancellationToken cancellationToken)
    {
        var digest = default(RangeDigest);
        using var expected = new ExpectedDocument();
        await using var cursor = await documents.OpenAsync(entity, range, cancellationToken);
        while (await cursor.ReadAsync(cancellationToken))
        {
            digest = digest.With(expected.Of(cursor).Json);
        }

        return digest;
    }

    private async Task<(RangeResult Result, Dictionary<string, Observation> Suspects)> ReadAsync(
        EntityFields entity, string index, UuidRange range, CancellationToken cancellationToken)
    {
        var suspects = new Dictionary<string, Observation>();
        var (rows, indexed) = (0L, 0L);
        await using var cursor = await documents.OpenSortedAsync(entity, range, cancellationToken);
        using var expected = new ExpectedDocument();
        var merge = new SortedMerge(cursor, scan.ReadAsync(index, range, withSource: true, cancellationToken));
        await foreach (var pair in merge.ReadAsync(cancellationToken))
        {
            rows += pair.HasRow ? 1 : 0;
            indexed += pair.Document is null ? 0 : 1;
            if (!pair.HasRow || pair.Document is not { } document || !expected.Of(cursor).Matches(document))
            {
                suspects[pair.Uuid] = Observe(pair.HasRow ? expected.Of(cursor) : null, pair.Document);
            }
        }

        return (new RangeResult(rows, indexed) { WasRead = true }, suspects);
    }

    /// <summary>Returns the current state of an expected and an indexed document.</summary>
    public static Observation Observe(ExpectedDocument? row, IndexedDocument? document) =>
        new(row?.Digest, document is { } indexed ? RangeDigest.Of(indexed.Source.Span) : null, document?.Version ?? 0);
}
