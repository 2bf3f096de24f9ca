using Lucene.Net.Search;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.PointsInTime;

/// <summary>An index as it was when this was opened, until it is closed or nobody asked it for its time.</summary>
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

    /// <summary>Begins a search; null when there is nothing to search any more.</summary>
    /// <param name="keepAlive">How long it is wanted from then on, if longer than before.</param>
    public IndexSearcher? Enter(TimeSpan? keepAlive)
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

    public void Leave()
    {
        lock (_lock)
        {
            _usedAt = time.GetTimestamp();
            _users--;
            ReleaseUnused();
        }
    }

    /// <summary>Gives the old state back, when the last search on it has ended.</summary>
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
