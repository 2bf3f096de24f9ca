using System.Collections.Concurrent;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Distinguishes processes that were stopped on request from crashed ones. Both have the same final state.
/// </summary>
internal sealed class StopRequests
{
    private readonly ConcurrentDictionary<string, bool> _stopping = new();

    /// <summary>
    /// Returns whether a process was stopped on request. Must be called with every update of a resource, in order.
    /// </summary>
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
