using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>A UUID with its row and its document. If there is a row, it is the current row of the cursor.</summary>
internal readonly record struct MergedPair(string Uuid, bool HasRow, IndexedDocument? Document);

/// <summary>
/// Merges rows and documents in the order of their UUIDs, with memory for one page. Both stores sort byte by byte, and UUIDs
/// are ASCII, so ordinal comparison gives the same order.
/// </summary>
internal sealed class SortedMerge(DocumentCursor rows, IAsyncEnumerable<IndexedDocument> documents)
{
    public async IAsyncEnumerable<MergedPair> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var document = documents.GetAsyncEnumerator(cancellationToken);
        var hasRow = await rows.ReadAsync(cancellationToken);
        var hasDocument = await document.MoveNextAsync();
        while (hasRow || hasDocument)
        {
            var order = !hasRow ? 1 : !hasDocument ? -1 : string.CompareOrdinal(rows.Uuid, document.Current.Uuid);
            yield return order switch
            {
                < 0 => new MergedPair(rows.Uuid, true, null),
                > 0 => new MergedPair(document.Current.Uuid, false, document.Current),
                _ => new MergedPair(rows.Uuid, true, document.Current),
            };
            hasRow = order <= 0 ? await rows.ReadAsync(cancellationToken) : hasRow;
            hasDocument = order >= 0 ? await document.MoveNextAsync() : hasDocument;
        }
    }
}
