using Microsoft.Extensions.DependencyInjection;

namespace Vql.AppHost.Commands;

/// <summary>Stops and starts resources, and waits until they are stopped or ready.</summary>
internal sealed class ResourceLifecycle(
    ResourceCommandService commands, ResourceNotificationService notifications, TimeProvider time)
{
    // While a resource is stopped, another program can use its port for a moment, for an outgoing connection for example.
    private const int MaxStarts = 3;

    private static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Creates an instance from the services of a command.</summary>
    public static ResourceLifecycle From(IServiceProvider services) =>
        new(
            services.GetRequiredService<ResourceCommandService>(), services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<TimeProvider>());

    /// <summary>Stops a resource unless it is already stopped.</summary>
    /// <returns>The reason why the resource did not stop. Null on success.</returns>
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
            // Wait even if the command failed: Aspire gives up after about 12 s, but a host may take 30 s to finish
            // requests.
            await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates, timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return result.Message ?? $"It is still running after {StopTimeout.TotalSeconds} s.";
        }
    }

    /// <summary>
    /// Starts a resource and waits until it is healthy, or until it has finished if it is finite. A start that fails is repeated.
    /// </summary>
    /// <returns>The reason why the resource did not start. Null on success.</returns>
    public async Task<string?> StartAsync(IResource resource, bool isFinite, CancellationToken cancellationToken)
    {
        var error = await TryStartAsync(resource, isFinite, cancellationToken);
        for (var start = 1; error is not null && start < MaxStarts; start++)
        {
            await Task.Delay(StartDelay, time, cancellationToken);
            error = await TryStartAsync(resource, isFinite, cancellationToken);
        }

        return error;
    }

    private async Task<string?> TryStartAsync(IResource resource, bool isFinite, CancellationToken cancellationToken)
    {
        var result = await commands.ExecuteCommandAsync(resource.Name, KnownResourceCommands.StartCommand, cancellationToken);
        // The command also fails if the resource is already running, because it was restarted after a crash.
        if (!result.Success && IsStopped(resource))
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
