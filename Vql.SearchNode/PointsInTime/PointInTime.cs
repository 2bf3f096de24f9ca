using Lucene.Net.Search;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.PointsInTime;

/// <summary>A snapshot of an index. It expires when it is not searched for the keep-alive time.</summary>
internal sealed class PointInTime(SearchIndex index, TimeSpan keepAlive, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly IndexSearcher _searcher = index.Acquire();
    private TimeSpan _keepAlive = keepAlive;
    private long _usedAt = time.GetTimestamp();
    private int _users;
    private bool _isClosed;

    public SearchIndex Index => index;

    public bool IsExpired
    {
        get
        {
            lock (_lock)
            {
                return _users == 0 && time.GetElapsedTime(_usedAt) > _keepAlive;
            }
        }
    }

    /// <summary>Acquires the searcher for a search. Returns null if the point in time is closed.</summary>
    /// <param name="keepAlive">The new keep-alive time. Applies only if it is longer than the current one.</param>
    public IndexSearcher? Acquire(TimeSpan? keepAlive)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return null;
            }

            _keepAlive = keepAlive > _keepAlive ? keepAlive.Value : _keepAlive;
            _users++;
            return _searcher;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _usedAt = time.GetTimestamp();
            _users--;
            ReleaseUnused();
        }
    }

    /// <summary>Closes the point in time. The searcher is released after the last running search.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                ReleaseUnused();
            }
        }
    }

    private void ReleaseUnused()
    {
        if (_isClosed && _users == 0)
        {
            index.Release(_searcher);
        }
    }
}
