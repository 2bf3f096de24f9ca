using Lucene.Net.Search;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Indices;

/// <content>The searches, and the refreshes that make writes visible to them.</content>
internal sealed partial class SearchIndex
{
    /// <summary>The limit of the memory of requests.</summary>
    public MemoryBreaker Memory { get; }

    /// <summary>Makes all completed writes visible to searches.</summary>
    /// <exception cref="NodeException">They could not be written to disk.</exception>
    public void Refresh()
    {
        TaskCompletionSource done;
        lock (_refreshing)
        {
            ThrowIfUnavailable();
            try
            {
                done = _searchers.Refresh();
            }
            catch (Exception exception) when (IsOfStorage(exception))
            {
                throw Fail(exception);
            }
        }

        done.TrySetResult();
    }

    /// <summary>Whether there were writes since the last refresh.</summary>
    public bool NeedsRefresh => _versions.HasChanges;

    /// <summary>A task that completes with the next refresh.</summary>
    public Task NextRefresh => _searchers.Next;

    /// <summary>Runs a search on the documents as of the last refresh.</summary>
    public T Search<T>(Func<IndexSearcher, T> search)
    {
        var searcher = Acquire();
        try
        {
            return search(searcher);
        }
        finally
        {
            Release(searcher);
        }
    }

    /// <summary>Acquires the searcher of the last refresh, which keeps its files until <see cref="Release"/>.</summary>
    /// <exception cref="NodeException">The index was deleted.</exception>
    public IndexSearcher Acquire()
    {
        try
        {
            return _searchers.Acquire();
        }
        catch (ObjectDisposedException)
        {
            throw _failure ?? NodeException.NoSuchIndex(State.Name);
        }
    }

    public void Release(IndexSearcher searcher) => _searchers.Release(searcher);

    /// <summary>Returns the current version of a document, including writes that are not refreshed yet.</summary>
    public DocumentVersion? CurrentVersion(string id) =>
        _versions.Find(id) ?? Search(searcher => VersionLookup.Find(searcher.IndexReader, id));

    /// <summary>Finds a document by its id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="isRealtime">Whether to include writes that are not refreshed yet.</param>
    public StoredDocument? Find(string id, bool isRealtime = true)
    {
        if (isRealtime && NeedsRefresh)
        {
            Refresh();
        }

        return Search(searcher => StoredDocument.Find(searcher, id));
    }
}
