using System.Collections.Concurrent;
using System.Text.Json;
using Lucene.Net.Search;

namespace Vql.SearchNode.Searching;

/// <summary>A search whose pages are read one after the other from a point in time.</summary>
/// <param name="Id">The id of the scroll, which is that of its point in time.</param>
/// <param name="Body">The search request.</param>
/// <param name="Unavailable">The names of indices that could not be opened.</param>
internal sealed record Scroll(string Id, JsonElement Body, IReadOnlyList<string> Unavailable)
{
    /// <summary>The last hit of each index in the pages that were read.</summary>
    public Dictionary<int, ScoreDoc> Last { get; } = [];
}

/// <summary>The open scrolls. A scroll is open as long as its point in time.</summary>
internal sealed class ScrollRegistry
{
    private readonly ConcurrentDictionary<string, Scroll> _open = new();

    /// <summary>Opens a scroll.</summary>
    /// <param name="point">The id of a point in time that belongs to the scroll alone.</param>
    /// <param name="body">The search request.</param>
    /// <param name="unavailable">The names of indices that could not be opened.</param>
    public Scroll Open(string point, JsonElement body, IReadOnlyList<string> unavailable) =>
        _open[point] = new Scroll(point, body, unavailable);

    /// <summary>Finds an open scroll.</summary>
    /// <exception cref="NodeException">The scroll is closed or has expired.</exception>
    public Scroll Get(string id) => _open.TryGetValue(id, out var scroll)
        ? scroll
        : throw NodeException.OfSearch("search_context_missing_exception", $"No search context found for id [{id}]", 404);

    /// <summary>Forgets the scrolls whose points in time have expired.</summary>
    public void RemoveWhere(Func<string, bool> isExpired)
    {
        foreach (var id in _open.Keys.Where(isExpired))
        {
            Remove(id);
        }
    }

    /// <summary>The ids of the open scrolls.</summary>
    public IEnumerable<string> Ids => _open.Keys;

    /// <summary>Forgets a scroll.</summary>
    public void Remove(string id) => _open.TryRemove(id, out _);
}
