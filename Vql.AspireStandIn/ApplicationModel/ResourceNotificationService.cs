using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource is doing.</summary>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="IsHealthy">Whether its health checks pass; without any, whether it runs.</param>
/// <param name="ExitCode">How its process ended.</param>
internal sealed record ResourceSnapshot(string State, bool IsHealthy, int? ExitCode);

/// <summary>Tells what resources are doing.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceSnapshot> _snapshots = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _changing = new();
    private ImmutableList<TaskCompletionSource> _waiting = [];

    /// <summary>Waits for a state, <c>Running</c> unless given.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, snapshot => snapshot.State == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Waits for one of several states.</summary>
    /// <returns>Which it was.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet();
        return (await WaitAsync(resourceName, snapshot => states.Contains(snapshot.State), cancellationToken)).State;
    }

    /// <summary>Waits until a resource is healthy.</summary>
    /// <exception cref="DistributedApplicationException">It failed to start.</exception>
    public async Task WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var snapshot = await WaitAsync(
            resourceName, snapshot => snapshot.IsHealthy || snapshot.State == KnownResourceStates.FailedToStart, cancellationToken);
        if (!snapshot.IsHealthy)
        {
            throw new DistributedApplicationException($"The resource '{resourceName}' failed to start.");
        }
    }

    internal async Task<ResourceSnapshot> WaitAsync(string name, Func<ResourceSnapshot, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Listening first: a change between looking and listening would be missed.
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_changing)
            {
                _waiting = _waiting.Add(changed);
            }

            if (_snapshots.TryGetValue(name, out var snapshot) && isWanted(snapshot))
            {
                return snapshot;
            }

            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Publish(string name, ResourceSnapshot snapshot)
    {
        ImmutableList<TaskCompletionSource> waiting;
        lock (_changing)
        {
            _snapshots[name] = snapshot;
            (waiting, _waiting) = (_waiting, []);
        }

        foreach (var one in waiting)
        {
            one.TrySetResult();
        }
    }
}
