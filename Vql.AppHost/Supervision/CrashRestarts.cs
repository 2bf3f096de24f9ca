using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Supervision;

/// <summary>Marks a resource that is restarted when its process crashes. DCP restarts nothing.</summary>
internal sealed class CrashRestartAnnotation : IResourceAnnotation;

/// <summary>Adds restarts after a crash to resources.</summary>
internal static class CrashRestartExtensions
{
    /// <summary>Restarts the resource when its process ends by itself after it had been healthy.</summary>
    public static IResourceBuilder<T> WithCrashRestarts<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new CrashRestartAnnotation());
}

/// <summary>Restarts crashed processes, after a pause that doubles from one crash to the next.</summary>
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
        // This service stops last, and nothing is restarted while the others stop.
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
            // The stack stops.
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
            Log.Crashed(logger, StackParts.DescribeEnd(crashed.Snapshot), crash.Pause.TotalSeconds, crash.Count);
            await notifications.PublishUpdateAsync(crashed.Resource, crashed.ResourceId, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot($"{StackParts.RestartingPrefix} ({crash.Count})", KnownResourceStateStyles.Warn),
            });
            var count = crash.Count.ToString(CultureInfo.InvariantCulture);
            await notifications.SetPropertiesAsync(crashed.Resource, new ResourcePropertySnapshot("Restarts after a crash", count));
            for (var pause = crash.Pause; ; pause = CrashHistory.Next(pause))
            {
                await Task.Delay(pause, time, either.Token);
                var result = await commands.ExecuteCommandAsync(crashed.ResourceId, KnownResourceCommands.StartCommand, either.Token);
                if (result.Success)
                {
                    return;
                }

                Log.RestartFailed(logger, CrashHistory.Next(pause).TotalSeconds, result.Message ?? "");
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Stopped on request, or the stack stops.
        }
        catch (Exception exception) when (exception is DistributedApplicationException or InvalidOperationException)
        {
            Log.RestartAbandoned(logger, exception.Message);
        }
    }
}
