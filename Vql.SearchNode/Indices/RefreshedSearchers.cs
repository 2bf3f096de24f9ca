using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Scoring;

namespace Vql.SearchNode.Indices;

/// <summary>The searchers of an index, which see the documents as of the last refresh.</summary>
internal sealed class RefreshedSearchers(IndexWriter writer, Similarity similarity, VersionMap versions) : IDisposable
{
    private readonly SearcherManager _searchers = new(writer, true, new SimilaritySearcherFactory(similarity));
    private TaskCompletionSource _refreshed = NewSignal();

    /// <summary>A task that completes with the next refresh.</summary>
    public Task Next => _refreshed.Task;

    /// <summary>Makes all completed writes visible, and returns the signal of those that wait for that.</summary>
    public TaskCompletionSource Refresh()
    {
        versions.BeginRefresh();
        _searchers.MaybeRefreshBlocking();
        versions.EndRefresh();
        return Interlocked.Exchange(ref _refreshed, NewSignal());
    }

    /// <summary>Ends the tasks of those that wait for a refresh.</summary>
    public void Fail(Exception failure) => Volatile.Read(ref _refreshed).TrySetException(failure);

    /// <summary>Acquires the searcher of the last refresh, which keeps its files until <see cref="Release"/>.</summary>
    /// <exception cref="ObjectDisposedException">The index was closed.</exception>
    public IndexSearcher Acquire() => _searchers.Acquire();

    public void Release(IndexSearcher searcher) => _searchers.Release(searcher);

    public void Dispose() => _searchers.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
