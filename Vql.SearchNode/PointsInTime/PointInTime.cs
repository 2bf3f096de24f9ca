using Vql.SearchNode.Indices;

namespace Vql.SearchNode.PointsInTime;

/// <summary>A snapshot of indices. It expires when it is not searched for the keep-alive time.</summary>
internal sealed class PointInTime(IReadOnlyList<IndexTarget> targets, TimeSpan keepAlive, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<SearchedIndex> _searched = [.. targets.Select(target => new SearchedIndex(target, target.Index.Acquire()))];
    private TimeSpan _keepAlive = keepAlive;
    private long _usedAt = time.GetTimestamp();
    private int _users;
    private bool _isClosed;

    /// <summary>Whether an index is part of the snapshot.</summary>
    public bool Contains(string index) => _searched.Exists(searched => searched.Index.State.Name == index);

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

    /// <summary>Acquires the snapshot for a search. Returns null if the point in time is closed.</summary>
    /// <param name="keepAlive">The new keep-alive time. Applies only if it is longer than the current one.</param>
    public IReadOnlyList<SearchedIndex>? Acquire(TimeSpan? keepAlive)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return null;
            }

            _keepAlive = keepAlive > _keepAlive ? keepAlive.Value : _keepAlive;
            _users++;
            return _searched;
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

    /// <summary>Closes the point in time. The snapshot is released after the last running search.</summary>
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
            _searched.ForEach(searched => searched.Index.Release(searched.Searcher));
        }
    }
}
