using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Vql.AppHost.Commands;

/// <summary>The running commands, at most one of each kind. All are canceled when the AppHost stops.</summary>
internal sealed class RunningCommands(IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, Run> _runs = new();

    /// <summary>Runs a command unless a command of the same kind is running.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="displayName">The name for messages.</param>
    /// <param name="work">The command.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task<ExecuteCommandResult> RunAsync(
        string kind, string displayName, Func<CancellationToken, Task<ExecuteCommandResult>> work, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var run = new Run(displayName, cancellation, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        while (!_runs.TryAdd(kind, run))
        {
            if (_runs.TryGetValue(kind, out var other))
            {
                return CommandResults.Failure(
                    $"'{other.DisplayName}' is already running. Wait until it has finished, then run '{displayName}'.");
            }
        }

        try
        {
            return await work(cancellation.Token);
        }
        finally
        {
            _runs.TryRemove(kind, out _);
            run.Ended.SetResult();
        }
    }

    /// <summary>Cancels the running commands and waits until they have ended.</summary>
    /// <param name="exceptKind">A kind that is not canceled: the kind of the caller.</param>
    /// <returns>The display names of the canceled commands.</returns>
    public async Task<IReadOnlyList<string>> CancelAsync(string? exceptKind = null)
    {
        var canceled = new List<string>();
        foreach (var run in _runs.Where(entry => entry.Key != exceptKind).Select(entry => entry.Value))
        {
            run.TryCancel();
            await run.Ended.Task;
            canceled.Add(run.DisplayName);
        }

        return canceled;
    }

    private sealed record Run(string DisplayName, CancellationTokenSource Cancellation, TaskCompletionSource Ended)
    {
        public void TryCancel()
        {
            try
            {
                Cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The command has just ended.
            }
        }
    }
}
