using System.Diagnostics;

namespace Vql.SyncWorker.Position;

/// <summary>Keeps the spans of what is indexed and not searchable yet, to link the refresh to them.</summary>
internal sealed class IndexedTraces
{
    // As many links as the SDK keeps of one span.
    private const int MaxLinks = 128;

    private readonly Lock _changing = new();
    private readonly List<ActivityLink> _waiting = [];

    /// <summary>The spans, the oldest first. A refresh that starts now makes all of them searchable.</summary>
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

    /// <summary>Adds the spans of a batch that is indexed. Beyond the limit of links, further ones are left out.</summary>
    /// <param name="batch">The span of the batch.</param>
    /// <param name="writers">The spans of the requests that wrote its rows.</param>
    public void Add(ActivityContext batch, IEnumerable<ActivityLink> writers)
    {
        lock (_changing)
        {
            _waiting.AddRange(writers.Prepend(new ActivityLink(batch)).Take(MaxLinks - _waiting.Count));
        }
    }

    /// <summary>Removes the oldest spans, which are searchable.</summary>
    public void Remove(int count)
    {
        lock (_changing)
        {
            _waiting.RemoveRange(0, count);
        }
    }
}
