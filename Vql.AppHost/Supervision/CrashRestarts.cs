using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vql.AppHost.Resources;

namespace Vql.AppHost.Supervision;

/// <summary>Marks a resource that is restarted when its process ends by itself. DCP restarts nothing.</summary>
internal sealed class CrashRestartAnnotation : IResourceAnnotation;

/// <summary>Asks for restarts.</summary>
internal static class CrashRestartExtensions
{
    /// <summary>Restarts the resource when its process ends by itself after it had been healthy.</summary>
    public static IResourceBuilder<T> WithCrashRestarts<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new CrashRestartAnnotation());
}

/// <summary>Restarts crashed processes, after a pause that grows from one crash to the next.</summary>
internal sealed class CrashRestarts(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService logs, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A process that ran this long starts with the shortest pause again.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(1);

    private readonly StopRequests _stops = new();
    private readonly Dictionary<string, Crashes> _crashes = [];
    private readonly HashSet<string> _healthy = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var update in notifications.WatchAsync(stoppingToken))
        {
            if (!update.Resource.HasAnnotationOfType<CrashRestartAnnotation>())
            {
                continue;
            }

            var status = StackParts.StatusOf(update.Snapshot, _stops.IsRequested(update));
            if (status == PartStatus.Healthy)
            {
                _healthy.Add(update.ResourceId);
            }
            else if (status is PartStatus.Failed or PartStatus.Finished && _healthy.Remove(update.ResourceId))
            {
                // A process that never became healthy would fail again; the report of the start ends the stack then.
                _ = RestartAsync(update, stoppingToken);
            }
        }
    }

    private async Task RestartAsync(ResourceEvent crashed, CancellationToken cancellationToken)
    {
        var crashes = Record(crashed.ResourceId);
        var pause = FirstPause * Math.Pow(2, crashes.InARow - 1) is var wanted && wanted < LongestPause ? wanted : LongestPause;
        var logger = logs.GetLogger(crashed.ResourceId);
        Log.Crashed(logger, StackParts.DescribeEnd(crashed.Snapshot), pause.TotalSeconds, crashes.InAll);
        try
        {
            await notifications.PublishUpdateAsync(crashed.Resource, crashed.ResourceId, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot($"{StackParts.RestartingPrefix} ({crashes.InAll})", KnownResourceStateStyles.Warn),
            });
            var count = crashes.InAll.ToString(CultureInfo.InvariantCulture);
            await notifications.ShowAsync(crashed.Resource, new ResourcePropertySnapshot("Restarts after a crash", count));
            await Task.Delay(pause, time, cancellationToken);
            if (await commands.ExecuteCommandAsync(crashed.ResourceId, KnownResourceCommands.StartCommand, cancellationToken)
                is { Success: false } failure)
            {
                Log.RestartFailed(logger, failure.Message ?? "");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stack stops.
        }
    }

    private Crashes Record(string resource)
    {
        lock (_crashes)
        {
            var now = time.GetTimestamp();
            var crashes = _crashes.TryGetValue(resource, out var known)
                ? new Crashes(known.InAll + 1, time.GetElapsedTime(known.Last, now) > StableAfter ? 1 : known.InARow + 1, now)
                : new Crashes(1, 1, now);
            _crashes[resource] = crashes;
            return crashes;
        }
    }

    private readonly record struct Crashes(int InAll, int InARow, long Last);
}
