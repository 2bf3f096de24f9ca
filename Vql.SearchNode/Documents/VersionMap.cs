namespace Vql.SearchNode.Documents;

/// <summary>The version of a document, or of its deletion.</summary>
/// <param name="Number">The version.</param>
/// <param name="SequenceNumber">The sequence number of the write.</param>
/// <param name="IsDeleted">Whether the write deleted the document.</param>
/// <param name="At">The timestamp of the write. Zero if the reader has it.</param>
internal readonly record struct DocumentVersion(long Number, long SequenceNumber, bool IsDeleted, long At);

/// <summary>
/// The versions of the documents that were written since the last refresh. The reader has the older ones.
/// Deletions are kept longer, so that a late write with an older version does not restore the document.
/// </summary>
internal sealed class VersionMap(TimeProvider time)
{
    // The default of index.gc_deletes in Elasticsearch.
    private static readonly TimeSpan TombstoneRetention = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DocumentVersion> _tombstones = [];
    private Dictionary<string, DocumentVersion> _current = [];
    private Dictionary<string, DocumentVersion> _old = [];

    public bool HasChanges
    {
        get
        {
            lock (_lock)
            {
                return _current.Count > 0;
            }
        }
    }

    public DocumentVersion? Find(string id)
    {
        lock (_lock)
        {
            return _current.TryGetValue(id, out var version)
                || _old.TryGetValue(id, out version)
                || _tombstones.TryGetValue(id, out version)
                ? version
                : null;
        }
    }

    public void Set(string id, long number, long sequenceNumber, bool isDeleted)
    {
        var version = new DocumentVersion(number, sequenceNumber, isDeleted, time.GetTimestamp());
        lock (_lock)
        {
            _current[id] = version;
            if (isDeleted)
            {
                _tombstones[id] = version;
            }
            else
            {
                _tombstones.Remove(id);
            }
        }
    }

    /// <summary>
    /// Starts collecting the writes that the refresh might not include. Call before the reader is reopened.
    /// </summary>
    public void BeginRefresh()
    {
        lock (_lock)
        {
            _old = _current;
            _current = [];
        }
    }

    /// <summary>Drops the versions that the reader now has. Call after the reader was reopened.</summary>
    public void EndRefresh()
    {
        lock (_lock)
        {
            _old = [];
            foreach (var (id, version) in _tombstones)
            {
                if (time.GetElapsedTime(version.At) > TombstoneRetention)
                {
                    _tombstones.Remove(id);
                }
            }
        }
    }
}
