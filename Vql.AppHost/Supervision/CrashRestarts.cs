using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Supervision;

/// <summary>Marks a resource that is restarted when its process crashes. DCP does not restart processes.</summary>
internal sealed class CrashRestartAnnotation : IResourceAnnotation;

/// <summary>Enables restarts after crashes for resources.</summary>
internal static class CrashRestartExtensions
{
    /// <summary>Restarts the resource when its process exits unexpectedly after it was healthy.</summary>
    public static IResourceBuilder<T> WithCrashRestarts<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new CrashRestartAnnotation());
}

/// <summary>Restarts crashed processes with exponential back-off.</summary>
internal sealed class CrashRestarts(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService logs,
    IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private readonly StopRequests _stops = new();
    private readonly Dictionary<string, CrashHistory> _histories = [];

    public override void Dispose()
    {
        base.Dispose();
        foreach (var history in _histories.Values)
        {
            history.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // This service stops last, so its own token is too late: nothing may be restarted while the others stop.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var update in notifications.WatchAsync(stopping.Token))
            {
                if (update.Resource.HasAnnotationOfType<CrashRestartAnnotation>())
                {
                    Observe(update, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stack is stopping.
        }
    }

    private void Observe(ResourceEvent update, CancellationToken stopping)
    {
        if (!_histories.TryGetValue(update.ResourceId, out var history))
        {
            _histories[update.ResourceId] = history = new CrashHistory(time);
        }

        switch (StackParts.StatusOf(update.Snapshot, _stops.IsRequested(update)))
        {
            case PartStatus.Healthy:
                history.SetRunning(isHealthy: true);
                break;
            case PartStatus.Unhealthy:
                history.SetRunning(isHealthy: false);
                break;
            case PartStatus.Stopped:
                history.SetStopped();
                break;
            case PartStatus.Failed or PartStatus.Finished when history.TryRecordCrash() is { } crash:
                _ = RestartAsync(update, crash, stopping);
                break;
        }
    }

    private async Task RestartAsync(ResourceEvent crashed, Crash crash, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(crash.Stopped, stopping);
        var logger = logs.GetLogger(crashed.ResourceId);
        try
        {
            Log.Crashed(logger, StackParts.DescribeExit(crashed.Snapshot), crash.Delay.TotalSeconds, crash.Count);
            await notifications.PublishUpdateAsync(crashed.Resource, crashed.ResourceId, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot($"{StackParts.RestartingPrefix} ({crash.Count})", KnownResourceStateStyles.Warn),
            });
            var count = crash.Count.ToString(CultureInfo.InvariantCulture);
            await notifications.SetPropertiesAsync(crashed.Resource, new ResourcePropertySnapshot("Restarts after a crash", count));
            for (var delay = crash.Delay; ; delay = CrashHistory.Next(delay))
            {
                await Task.Delay(delay, time, either.Token);
                var result = await commands.ExecuteCommandAsync(crashed.ResourceId, KnownResourceCommands.StartCommand, either.Token);
                if (result.Success)
                {
                    return;
                }

                Log.RestartFailed(logger, CrashHistory.Next(delay).TotalSeconds, result.Message ?? "");
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The process was stopped on request, or the stack is stopping.
        }
        catch (Exception exception) when (exception is DistributedApplicationException or InvalidOperationException)
        {
            Log.RestartAbandoned(logger, exception.Message);
        }
    }
}
