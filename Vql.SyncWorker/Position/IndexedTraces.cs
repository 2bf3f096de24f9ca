using System.Diagnostics;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Stores the spans of batches that are indexed but not yet searchable, so that the refresh can be linked to them.
/// </summary>
internal sealed class IndexedTraces
{
    // The SDK's limit of links per span.
    private const int MaxLinks = 128;

    private readonly Lock _changing = new();
    private readonly List<ActivityLink> _waiting = [];

    /// <summary>The spans, oldest first. A refresh that starts now makes all of them searchable.</summary>
    public IReadOnlyList<ActivityLink> Waiting
    {
        get
        {
            lock (_changing)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>Adds the spans of an indexed batch. Spans beyond the limit of links are dropped.</summary>
    /// <param name="batch">The span of the batch.</param>
    /// <param name="writers">The spans of the requests that wrote its rows.</param>
    public void Add(ActivityContext batch, IEnumerable<ActivityLink> writers)
    {
        lock (_changing)
        {
            _waiting.AddRange(writers.Prepend(new ActivityLink(batch)).Take(MaxLinks - _waiting.Count));
        }
    }

    /// <summary>Removes the oldest spans, whose batches are searchable.</summary>
    public void Remove(int count)
    {
        lock (_changing)
        {
            _waiting.RemoveRange(0, count);
        }
    }
}
