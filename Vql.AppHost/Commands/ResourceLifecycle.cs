using Microsoft.Extensions.DependencyInjection;

namespace Vql.AppHost.Commands;

/// <summary>Stops and starts resources and waits for the effect.</summary>
internal sealed class ResourceLifecycle(ResourceCommandService commands, ResourceNotificationService notifications)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Creates one from the services of a command.</summary>
    public static ResourceLifecycle From(IServiceProvider services) =>
        new(services.GetRequiredService<ResourceCommandService>(), services.GetRequiredService<ResourceNotificationService>());

    /// <summary>Stops a resource unless it has stopped already.</summary>
    /// <returns>Why it did not stop; null when it did.</returns>
    public async Task<string?> StopAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (IsStopped(resource))
        {
            return null;
        }

        var result = await commands.ExecuteCommandAsync(resource.Name, KnownResourceCommands.StopCommand, cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StopTimeout);
        try
        {
            // Also after a failure: Aspire waits about 12 s for a process to stop, and a host may finish its requests for 30 s.
            await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates, timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return result.Message ?? $"It is still running after {StopTimeout.TotalSeconds} s.";
        }
    }

    /// <summary>Starts a resource and waits until it is healthy, or has finished if it is finite.</summary>
    /// <returns>Why it did not start; null when it did.</returns>
    public async Task<string?> StartAsync(IResource resource, bool isFinite, CancellationToken cancellationToken)
    {
        var result = await commands.ExecuteCommandAsync(resource.Name, KnownResourceCommands.StartCommand, cancellationToken);
        if (!result.Success)
        {
            return result.Message ?? "The reason is unknown.";
        }

        try
        {
            if (!isFinite)
            {
                await notifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.StopOnResourceUnavailable, cancellationToken);
                return null;
            }

            var ended = await notifications.WaitForResourceAsync(
                resource.Name, update => KnownResourceStates.TerminalStates.Contains(update.Snapshot.State?.Text), cancellationToken);
            return ended.Snapshot is { ExitCode: 0 }
                ? null
                : $"Its state is '{ended.Snapshot.State?.Text}', its exit code {ended.Snapshot.ExitCode}.";
        }
        catch (DistributedApplicationException exception)
        {
            return exception.Message;
        }
    }

    private bool IsStopped(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current)
        && KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text);
}
