using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>A uuid, and on which sides it is; the cursor stands on its row when there is one.</summary>
internal readonly record struct MergedPair(string Uuid, bool HasRow, IndexedDocument? Document);

/// <summary>
/// Walks the rows and the documents side by side in the order of their uuids: memory for one page,
/// whatever the size. Both sides sort byte by byte, and uuids are ASCII, so ordinal comparing agrees.
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
