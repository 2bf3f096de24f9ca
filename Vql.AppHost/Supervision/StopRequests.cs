using System.Collections.Concurrent;

namespace Vql.AppHost.Supervision;

/// <summary>Distinguishes processes stopped on request from crashed ones; both end in the same state.</summary>
internal sealed class StopRequests
{
    private readonly ConcurrentDictionary<string, bool> _stopping = new();

    /// <summary>Whether the end of a process was asked for. Call it with every update of a resource, in their order.</summary>
    public bool IsRequested(ResourceEvent update)
    {
        var state = update.Snapshot.State?.Text;
        if (state == KnownResourceStates.Stopping)
        {
            _stopping[update.ResourceId] = true;
        }
        else if (state == KnownResourceStates.Running || state == KnownResourceStates.Starting)
        {
            _stopping.TryRemove(update.ResourceId, out _);
        }

        return _stopping.ContainsKey(update.ResourceId);
    }
}
