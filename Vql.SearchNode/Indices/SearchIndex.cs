using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Durability;
using Directory = System.IO.Directory;

namespace Vql.SearchNode.Indices;

/// <summary>The kinds of write operations.</summary>
internal enum WriteKind
{
    Index,
    Create,
    Delete,
}

/// <summary>A write of one document.</summary>
/// <param name="Kind">The kind of operation.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="ExternalVersion">The external version. Null to increment the current version.</param>
/// <param name="AllowsEqual">Whether an external version equal to the current one is accepted.</param>
/// <param name="Source">The JSON source. Empty for a deletion.</param>
internal readonly record struct Write(WriteKind Kind, string Id, long? ExternalVersion, bool AllowsEqual, ReadOnlyMemory<byte> Source);

/// <summary>The result of a write.</summary>
internal readonly record struct WriteResult(long Version, bool Existed, long LogPosition);

/// <summary>
/// An index on disk: a Lucene index and the log of the writes since its last commit. Writes to the same document are
/// applied in order. Searches see the documents as of the last refresh.
/// </summary>
internal sealed class SearchIndex : IDisposable
{
    private const string GenerationKey = "log_generation";
    private const long CommitAfterLogBytes = 16L << 20;

    private readonly IndexWriter _writer;
    private readonly SearcherManager _searchers;
    private readonly WriteAheadLog _log;
    private readonly VersionMap _versions;
    private readonly object[] _stripes = [.. Enumerable.Range(0, 256).Select(_ => new object())];
    private readonly ReaderWriterLockSlim _rolling = new();
    private readonly System.Threading.Lock _refreshing = new();
    private readonly System.Threading.Lock _committing = new();
    private TaskCompletionSource _refreshed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SearchIndex(IndexState state, string folder, TimeProvider time)
    {
        State = state;
        Folder = Directory.CreateDirectory(folder).FullName;
        _versions = new VersionMap(time);
        var directory = FSDirectory.Open(Path.Combine(folder, "lucene"));
        // The node has exclusive access to the data folder, so an existing lock was left by a killed process.
        IndexWriter.Unlock(directory);
        _writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, state.Mapping.Analyzer)
        {
            RAMBufferSizeMB = 128,
            Similarity = Searching.Relevance.Bm25,
        });
        _log = new WriteAheadLog(Path.Combine(folder, "log"));
        Replay();
        _searchers = new SearcherManager(_writer, true, new Searching.Bm25SearcherFactory());
    }

    public IndexState State { get; }

    public string Folder { get; }

    /// <summary>Applies a write. It is durable after <see cref="Flush"/> of its log position.</summary>
    /// <exception cref="NodeException">The version conflicts, or the document is invalid.</exception>
    public WriteResult Apply(Write write)
    {
        var mapping = State.Mapping;
        _rolling.EnterReadLock();
        try
        {
            lock (_stripes[(uint)write.Id.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length])
            {
                var known = CurrentVersion(write.Id);
                var exists = known is { IsDeleted: false };
                var version = NextVersion(write, known);
                var term = new Term(LuceneDocument.Id, write.Id);
                if (write.Kind == WriteKind.Delete)
                {
                    _writer.DeleteDocuments(term);
                }
                else if (known is null)
                {
                    _writer.AddDocument(LuceneDocument.Read(mapping, write.Id, version, write.Source));
                }
                else
                {
                    _writer.UpdateDocument(term, LuceneDocument.Read(mapping, write.Id, version, write.Source));
                }

                _versions.Set(write.Id, version, write.Kind == WriteKind.Delete);
                var position = _log.Append(new LogEntry(write.Id, version, write.Kind == WriteKind.Delete, write.Source));
                return new WriteResult(version, exists, position);
            }
        }
        finally
        {
            _rolling.ExitReadLock();
        }
    }

    /// <summary>Makes the writes up to a log position durable.</summary>
    public void Flush(long position)
    {
        _log.Flush(position);
        if (_log.Size > CommitAfterLogBytes)
        {
            Commit();
        }
    }

    /// <summary>Makes all completed writes visible to searches.</summary>
    public void Refresh()
    {
        TaskCompletionSource done;
        lock (_refreshing)
        {
            _versions.BeginRefresh();
            _searchers.MaybeRefreshBlocking();
            _versions.EndRefresh();
            done = Interlocked.Exchange(ref _refreshed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        done.SetResult();
    }

    /// <summary>Whether there were writes since the last refresh.</summary>
    public bool NeedsRefresh => _versions.HasChanges;

    /// <summary>The size of the log that a restart would replay, in bytes.</summary>
    public long UncommittedBytes => _log.Size;

    /// <summary>A task that completes with the next refresh.</summary>
    public Task NextRefresh => _refreshed.Task;

    /// <summary>Commits the Lucene index and deletes the log generations that it makes obsolete.</summary>
    public void Commit()
    {
        lock (_committing)
        {
            long generation;
            _rolling.EnterWriteLock();
            try
            {
                generation = _log.Roll();
            }
            finally
            {
                _rolling.ExitWriteLock();
            }

            _writer.SetCommitData(new Dictionary<string, string>
            {
                [GenerationKey] = generation.ToString(System.Globalization.CultureInfo.InvariantCulture),
            });
            _writer.Commit();
            _log.DropBefore(generation);
        }
    }

    public void ForceMerge(int segments) => _writer.ForceMerge(segments);

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
    public IndexSearcher Acquire() => _searchers.Acquire();

    public void Release(IndexSearcher searcher) => _searchers.Release(searcher);

    /// <summary>Returns the current version of a document, including writes that are not refreshed yet.</summary>
    public DocumentVersion? CurrentVersion(string id) =>
        _versions.Find(id) ?? Search(searcher => VersionLookup.Find(searcher.IndexReader, id));

    public void Dispose()
    {
        Commit();
        Close();
    }

    /// <summary>Closes the index without a final commit. Used when the index is deleted.</summary>
    public void Close()
    {
        _searchers.Dispose();
        _writer.Dispose();
        _log.Dispose();
        _rolling.Dispose();
    }

    private static long NextVersion(Write write, DocumentVersion? known)
    {
        if (write.ExternalVersion is { } external)
        {
            if (known is { } current && (external < current.Number || (external == current.Number && !write.AllowsEqual)))
            {
                throw Conflict(write.Id, $"current version [{current.Number}] is higher or equal to the one provided [{external}]");
            }

            return external;
        }

        return write.Kind == WriteKind.Create && known is { IsDeleted: false } existing
            ? throw Conflict(write.Id, $"document already exists (current version [{existing.Number}])")
            : (known?.Number ?? 0) + 1;
    }

    private static NodeException Conflict(string id, string reason) =>
        new(409, "version_conflict_engine_exception", $"[{id}]: version conflict, {reason}");

    private void Replay()
    {
        var committed = _writer.CommitData.TryGetValue(GenerationKey, out var text)
            ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        foreach (var entry in _log.ReadFrom(committed))
        {
            var term = new Term(LuceneDocument.Id, entry.Id);
            if (entry.IsDeletion)
            {
                _writer.DeleteDocuments(term);
            }
            else
            {
                _writer.UpdateDocument(term, LuceneDocument.Read(State.Mapping, entry.Id, entry.Version, entry.Source));
            }

            _versions.Set(entry.Id, entry.Version, entry.IsDeletion);
        }
    }
}
