using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>
/// Runs one resource: waits for what it waits for, starts it, watches its health, and starts it again
/// when it ends unasked after it had been healthy.
/// </summary>
internal sealed class ResourceRunner(
    IResource resource, DistributedApplicationExecutionContext context, IConfiguration configuration, ResourceNotificationService notifications,
    HealthProbe probe, LogOutput output, RunSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public IResource Resource { get; } = resource;

    public void Start()
    {
        if (_running.IsCompleted)
        {
            _stopping.Dispose();
            _stopping = new CancellationTokenSource();
            _running = RunAsync(_stopping.Token);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await WaitForDependenciesAsync(stopping);
            var pause = FirstPause;
            while (await RunOnceAsync(stopping))
            {
                output.Write(Resource.Name, $"ended unasked; starts again in {pause.TotalSeconds} s");
                await Task.Delay(pause, time, stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Publish(KnownResourceStates.Exited);
        }
        catch (Exception exception)
        {
            output.Write(Resource.Name, exception.Message);
            Publish(KnownResourceStates.FailedToStart);
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken stopping)
    {
        Publish(KnownResourceStates.Waiting);
        foreach (var wait in Resource.Annotations.OfType<WaitAnnotation>())
        {
            switch (wait.Type)
            {
                case WaitType.Completed:
                    var ended = await notifications.WaitAsync(
                        wait.Resource.Name, snapshot => KnownResourceStates.TerminalStates.Contains(snapshot.State), stopping);
                    if (ended.ExitCode != wait.ExitCode)
                    {
                        throw new DistributedApplicationException($"not started: {wait.Resource.Name} failed");
                    }

                    break;
                case WaitType.Started:
                    await notifications.WaitForResourceAsync(wait.Resource.Name, cancellationToken: stopping);
                    break;
                default:
                    await notifications.WaitForResourceHealthyAsync(wait.Resource.Name, stopping);
                    break;
            }
        }
    }

    /// <returns>Whether it is to be started again.</returns>
    private async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        Publish(KnownResourceStates.Starting);
        var command = await ProcessCommand.OfAsync(Resource, context, configuration, stopping);
        using var process = ResourceProcess.Start(command, line => output.Write(Resource.Name, line));
        Publish(KnownResourceStates.Running);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var health = probe.WatchAsync(Resource, healthy => Publish(KnownResourceStates.Running, healthy), ended.Token);
        try
        {
            await process.WaitForExitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            Publish(KnownResourceStates.Stopping);
            await process.StopAsync();
            throw;
        }
        finally
        {
            await ended.CancelAsync();
        }

        var wasHealthy = await health;
        if (process.ExitCode == 0)
        {
            Publish(KnownResourceStates.Finished, exitCode: 0);
            return false;
        }

        var again = wasHealthy && HealthProbe.HasChecks(Resource) && !settings.IsTest;
        Publish(again || wasHealthy ? KnownResourceStates.Exited : KnownResourceStates.FailedToStart, exitCode: process.ExitCode);
        return again;
    }

    private void Publish(string state, bool healthy = false, int? exitCode = null) =>
        notifications.Publish(Resource.Name, new ResourceSnapshot(state, healthy, exitCode));
}
