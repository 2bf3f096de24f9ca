using Microsoft.Extensions.Hosting;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Stops clients before the stores that they use. Aspire stops all resources at the same time, which makes clients log
/// errors.
/// </summary>
internal sealed class ShutdownOrder(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceCommandService commands) : IHostedLifecycleService
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StopTimeout);
        var clients = model.Resources.Where(resource =>
            resource.HasAnnotationOfType<WaitAnnotation>() && resource.TryGetPart(out var part) && !part.IsFinite && IsRunning(resource));
        try
        {
            await Task.WhenAll(clients.Select(client => StopAsync(client, timeout.Token)));
        }
        catch (OperationCanceledException)
        {
            // Aspire stops the remaining resources.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Only running resources are stopped: Aspire also waits for the exit of a process that does not exist.
    private bool IsRunning(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Running;

    private async Task StopAsync(IResource client, CancellationToken cancellationToken)
    {
        if ((await commands.ExecuteCommandAsync(client, KnownResourceCommands.StopCommand, cancellationToken)).Success)
        {
            await notifications.WaitForResourceAsync(client.Name, KnownResourceStates.TerminalStates, cancellationToken);
        }
    }
}
