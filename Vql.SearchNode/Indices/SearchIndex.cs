using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Durability;
using Vql.SearchNode.Scoring;

namespace Vql.SearchNode.Indices;

/// <summary>
/// An index on disk: a Lucene index and the log of the writes since its last commit. Writes to the same document are
/// applied in order. Searches see the documents as of the last refresh.
/// </summary>
/// <remarks>
/// After a failed write to disk, Lucene and the operating system may have dropped documents that were acknowledged. The
/// index then accepts no writes and commits nothing, so the log keeps them, until it is opened again from the log.
/// </remarks>
internal sealed partial class SearchIndex : IDisposable
{
    private const long CommitAfterLogBytes = 16L << 20;

    private readonly IndexWriter _writer;
    private readonly RefreshedSearchers _searchers;
    private readonly WriteAheadLog _log;
    private readonly VersionMap _versions;
    private readonly object[] _stripes = [.. Enumerable.Range(0, 256).Select(_ => new object())];
    private readonly ReaderWriterLockSlim _rolling = new();
    private readonly System.Threading.Lock _refreshing = new();
    private readonly System.Threading.Lock _committing = new();
    private readonly ILogger _logger;
    private long _sequence;
    private NodeException? _failure;
    private bool _isClosed;

    /// <summary>Opens an index, and replays its log.</summary>
    /// <param name="state">The metadata.</param>
    /// <param name="folder">The folder of the index.</param>
    /// <param name="environment">What the indices of a node share.</param>
    /// <exception cref="LogCorruptedException">Acknowledged writes cannot be read.</exception>
    /// <exception cref="IOException">The folder cannot be read or written to.</exception>
    public SearchIndex(IndexState state, string folder, IndexEnvironment environment)
    {
        State = state;
        Memory = environment.Memory;
        _logger = environment.Logger;
        Folder = Directory.CreateDirectory(folder).FullName;
        _versions = new VersionMap(environment.Time);
        var directory = environment.Storage.OpenLucene(Path.Combine(folder, "lucene"));
        // The node has exclusive access to the data folder, so an existing lock was left by a killed process.
        IndexWriter.Unlock(directory);
        var similarity = state.HasExactNorms ? Relevance.Current : Relevance.Old;
        _writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, state.Mapping.Analyzer)
        {
            RAMBufferSizeMB = 128,
            Similarity = similarity,
        });
        try
        {
            _log = new WriteAheadLog(Path.Combine(folder, "log"), environment.Storage);
            _sequence = LogReplay.Run(
                _writer, _log, _versions, state.Mapping, environment.RepairsLogs,
                (path, bytes) => Log.LogEntriesDropped(_logger, State.Name, bytes, path));
            _searchers = new RefreshedSearchers(_writer, similarity, _versions);
        }
        catch
        {
            // The files must be free for the next attempt.
            _writer.Rollback();
            _log?.Dispose();
            throw;
        }
    }

    public IndexState State { get; set; }

    /// <summary>Why the index accepts no writes; null if it does.</summary>
    public NodeException? Failure => _failure;

    public string Folder { get; }

    /// <summary>Applies a write. It is durable after <see cref="FlushAsync"/> of its log position.</summary>
    /// <exception cref="NodeException">The version conflicts, the document is invalid, or the index accepts no writes.</exception>
    public WriteResult Apply(Write write)
    {
        // The mapping may change while the index is open.
        var mapping = State.Mapping;
        var document = write.Kind == WriteKind.Delete ? null : LuceneDocument.Read(mapping, write.Id, write.Source);
        _rolling.EnterReadLock();
        try
        {
            ThrowIfUnavailable();
            lock (_stripes[(uint)write.Id.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length])
            {
                var known = CurrentVersion(write.Id);
                var version = VersionCheck.Next(write, known);
                var sequence = Interlocked.Increment(ref _sequence);
                var term = new Term(LuceneDocument.Id, write.Id);
                if (document is null)
                {
                    _writer.DeleteDocuments(term);
                }
                else if (known is null)
                {
                    _writer.AddDocument(document.WithVersion(version, sequence), mapping.Analyzer);
                }
                else
                {
                    _writer.UpdateDocument(term, document.WithVersion(version, sequence), mapping.Analyzer);
                }

                _versions.Set(write.Id, version, sequence, isDeleted: document is null);
                var position = _log.Append(new LogEntry(write.Id, version, sequence, document is null, write.Source));
                return new WriteResult(version, sequence, known is { IsDeleted: false }, position);
            }
        }
        catch (Exception exception) when (IsOfStorage(exception))
        {
            throw Fail(exception);
        }
        finally
        {
            _rolling.ExitReadLock();
        }
    }

    /// <summary>Makes the writes up to a log position durable.</summary>
    /// <exception cref="NodeException">They could not be written to disk.</exception>
    public async ValueTask FlushAsync(long position)
    {
        try
        {
            await _log.FlushAsync(position);
        }
        catch (Exception exception) when (IsOfStorage(exception))
        {
            throw Fail(exception);
        }

        if (_log.Size > CommitAfterLogBytes && _failure is null)
        {
            try
            {
                Commit();
            }
            catch (NodeException)
            {
                // The writes are in the log, so they are acknowledged. The failure is logged and concerns the next ones.
            }
        }
    }

    /// <summary>The size of the log that a restart would replay, in bytes.</summary>
    public long UncommittedBytes => _log.Size;

    /// <summary>Commits the Lucene index and deletes the log generations that it makes obsolete.</summary>
    /// <exception cref="NodeException">The commit failed. The log is kept.</exception>
    public void Commit()
    {
        lock (_committing)
        {
            ThrowIfUnavailable();
            try
            {
                var generation = Roll();
                _writer.SetCommitData(LogReplay.CommitData(generation, Volatile.Read(ref _sequence)));
                _writer.PrepareCommit();
                ThrowIfFlushFailed();
                _writer.Commit();
                _log.DropBefore(generation);
            }
            catch (Exception exception) when (IsOfStorage(exception))
            {
                throw Fail(exception);
            }
        }
    }

    /// <exception cref="NodeException">The index accepts no writes, or the merge failed.</exception>
    public void ForceMerge(int segments)
    {
        ThrowIfUnavailable();
        try
        {
            _writer.ForceMerge(segments);
        }
        catch (Exception exception) when (IsOfStorage(exception))
        {
            throw Fail(exception);
        }
    }

    public void Dispose()
    {
        try
        {
            if (_failure is null)
            {
                Commit();
            }
        }
        catch (NodeException)
        {
            // The failure is logged, and the next start replays the log.
        }

        Close();
    }

    /// <summary>Closes the index without a final commit. Writes that are under way end before that.</summary>
    public void Close()
    {
        _rolling.EnterWriteLock();
        try
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }
        finally
        {
            _rolling.ExitWriteLock();
        }

        lock (_committing)
        {
            lock (_refreshing)
            {
                _searchers.Dispose();
                _writer.Rollback();
                _log.Dispose();
            }
        }
    }

    private long Roll()
    {
        _rolling.EnterWriteLock();
        try
        {
            return _log.Roll();
        }
        finally
        {
            _rolling.ExitWriteLock();
        }
    }

    // Writes and refreshes flush parts of a commit, and have their failures. Those that are under way end before this returns.
    private void ThrowIfFlushFailed()
    {
        _rolling.EnterWriteLock();
        _rolling.ExitWriteLock();
        lock (_refreshing)
        {
            ThrowIfUnavailable();
        }
    }

    private void ThrowIfUnavailable()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }

        if (_isClosed)
        {
            throw NodeException.NoSuchIndex(State.Name);
        }
    }

    // A document that Lucene rejects is an argument exception, and concerns no other.
    private static bool IsOfStorage(Exception exception) => exception is not (NodeException or ArgumentException);

    private NodeException Fail(Exception exception)
    {
        var failure = NodeException.Blocked(State.Name, exception);
        if (Interlocked.CompareExchange(ref _failure, failure, null) is { } earlier)
        {
            return earlier;
        }

        Log.IndexFailed(_logger, State.Name, exception);
        _searchers.Fail(failure);
        return failure;
    }
}
