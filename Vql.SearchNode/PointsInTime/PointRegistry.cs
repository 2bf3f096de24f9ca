using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lucene.Net.Search;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.PointsInTime;

/// <summary>The points in time that are open. Each keeps old files on disk, so there is a most.</summary>
internal sealed class PointRegistry(TimeProvider time) : IDisposable
{
    public const int Most = 500;

    private const int IdBytes = 24;

    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, PointInTime> _open = new();

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Reads Elasticsearch's spelling of how long one is kept.</summary>
    /// <exception cref="NodeException">It is no time, or too long.</exception>
    public static TimeSpan ReadKeepAlive(string text)
    {
        var keepAlive = IndexState.ReadDuration(text);
        return keepAlive <= LongestKeepAlive
            ? keepAlive
            : throw NodeException.IllegalArgument($"Keep alive for request ({text}) is too large. It must be less than (1d).");
    }

    /// <summary>Holds an index as it is at its last refresh.</summary>
    /// <returns>The name to search it by.</returns>
    /// <exception cref="NodeException">Too many are open.</exception>
    public string Open(SearchIndex index, TimeSpan keepAlive)
    {
        if (_open.Count >= Most)
        {
            throw new NodeException(429, "too_many_requests", $"Trying to open too many points in time; at most {Most} may be: close some, or wait until they expire");
        }

        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        _open[id] = new PointInTime(index, keepAlive, time);
        return id;
    }

    /// <summary>Runs a search on what was held.</summary>
    /// <exception cref="NodeException">It is not held any more, or the name is none.</exception>
    public T Search<T>(string id, TimeSpan? keepAlive, Func<SearchIndex, IndexSearcher, T> search)
    {
        if (Find(id) is not { IsExpired: false } point || point.Enter(keepAlive) is not { } searcher)
        {
            throw new NodeException(404, "search_context_missing_exception", $"No search context found for id [{id}]");
        }

        try
        {
            return search(point.Index, searcher);
        }
        finally
        {
            point.Leave();
        }
    }

    /// <summary>Closes one.</summary>
    /// <returns>Whether it was open.</returns>
    /// <exception cref="NodeException">The name is none.</exception>
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

    /// <summary>Closes all on the index of that name.</summary>
    public void CloseOf(string index) => CloseWhere(point => point.Index.State.Name == index);

    /// <summary>Closes those that nobody asked for as long as they were to be kept.</summary>
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
