namespace Vql.SearchNode.Documents;

/// <summary>The version a document has, or had when it was deleted.</summary>
internal readonly record struct DocumentVersion(long Number, bool IsDeleted, long At);

/// <summary>
/// Versions of what was written since the reader was last opened: the reader knows the older ones.
/// Deletions are remembered longer, so that a late write of an older version does not bring the
/// document back.
/// </summary>
internal sealed class VersionMap(TimeProvider time)
{
    // Elasticsearch's index.gc_deletes.
    private static readonly TimeSpan DeletesKept = TimeSpan.FromSeconds(60);

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
            return _current.TryGetValue(id, out var version) || _old.TryGetValue(id, out version) || _tombstones.TryGetValue(id, out version)
                ? version
                : null;
        }
    }

    public void Set(string id, long number, bool isDeleted)
    {
        var version = new DocumentVersion(number, isDeleted, time.GetTimestamp());
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

    /// <summary>Before the reader is opened anew: what is written from now on is kept apart.</summary>
    public void BeginRefresh()
    {
        lock (_lock)
        {
            _old = _current;
            _current = [];
        }
    }

    /// <summary>After the reader was opened: it knows what was written before.</summary>
    public void EndRefresh()
    {
        lock (_lock)
        {
            _old = [];
            foreach (var (id, version) in _tombstones)
            {
                if (time.GetElapsedTime(version.At) > DeletesKept)
                {
                    _tombstones.Remove(id);
                }
            }
        }
    }
}
