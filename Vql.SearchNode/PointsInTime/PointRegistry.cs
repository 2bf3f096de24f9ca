using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.PointsInTime;

/// <summary>The open points in time. Their number is limited because each one keeps old files on disk.</summary>
internal sealed class PointRegistry(TimeProvider time) : IDisposable
{
    public const int MaxOpen = 500;

    private const int IdBytes = 24;

    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, PointInTime> _open = new();

    /// <summary>The number of open points in time.</summary>
    public int Count => _open.Count;

    /// <summary>Parses a <c>keep_alive</c> value.</summary>
    /// <exception cref="NodeException">The text is not a time value, or the time is too long.</exception>
    public static TimeSpan ReadKeepAlive(string text)
    {
        var keepAlive = IndexState.ReadDuration(text);
        return keepAlive <= MaxKeepAlive
            ? keepAlive
            : throw NodeException.IllegalArgument($"Keep alive for request ({text}) is too large. It must be less than (1d).");
    }

    /// <summary>Opens a point in time on indices as of their last refresh.</summary>
    /// <returns>The id of the point in time.</returns>
    /// <exception cref="NodeException">Too many points in time are open.</exception>
    public string Open(IReadOnlyList<IndexTarget> targets, TimeSpan keepAlive)
    {
        if (_open.Count >= MaxOpen)
        {
            throw new NodeException(429, "too_many_requests",
                $"Trying to open too many points in time. At most {MaxOpen} can be open. Close some of them or wait until they expire.");
        }

        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        _open[id] = new PointInTime(targets, keepAlive, time);
        return id;
    }

    /// <summary>Runs a search on a point in time.</summary>
    /// <exception cref="NodeException">The point in time is closed or expired, or the id is invalid.</exception>
    public T Search<T>(string id, TimeSpan? keepAlive, Func<IReadOnlyList<SearchedIndex>, T> search)
    {
        if (Find(id) is not { IsExpired: false } point || point.Acquire(keepAlive) is not { } searched)
        {
            throw NodeException.OfSearch("search_context_missing_exception", $"No search context found for id [{id}]", 404);
        }

        try
        {
            return search(searched);
        }
        finally
        {
            point.Release();
        }
    }

    /// <summary>Returns whether a point in time is open.</summary>
    public bool IsOpen(string id) => _open.ContainsKey(id);

    /// <summary>Closes a point in time.</summary>
    /// <returns>Whether the point in time was open.</returns>
    /// <exception cref="NodeException">The id is invalid.</exception>
    public bool Close(string id)
    {
        Find(id);
        if (!_open.TryRemove(id, out var point))
        {
            return false;
        }

        point.Close();
        return true;
    }

    /// <summary>Closes all points in time on an index.</summary>
    public void CloseAll(string index) => CloseWhere(point => point.Contains(index));

    /// <summary>Closes the points in time that were not searched for their keep-alive time.</summary>
    public void CloseExpired() => CloseWhere(point => point.IsExpired);

    public void Dispose() => CloseWhere(_ => true);

    private PointInTime? Find(string id) => Base64Url.IsValid(id, out var bytes) && bytes == IdBytes
        ? _open.GetValueOrDefault(id)
        : throw NodeException.IllegalArgument($"invalid point in time id [{id}]");

    private void CloseWhere(Func<PointInTime, bool> condition)
    {
        foreach (var (id, _) in _open.Where(pair => condition(pair.Value)))
        {
            Close(id);
        }
    }
}
