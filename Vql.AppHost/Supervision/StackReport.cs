using Microsoft.Extensions.Hosting;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Reports the start on the console: the address of the operator's page, a line for each part that becomes healthy, the
/// address of the dashboard, and <c>ready</c> when searches succeed. After that, reports each change of a status. If a part
/// fails during the start, stops the stack and reports the reason.
/// </summary>
internal sealed class StackReport(
    StackOptions options, DistributedApplicationModel model, ResourceNotificationService notifications, FailureReport failures,
    WarmUp warmUp, DashboardLink dashboard, IEnumerable<OpsLink> ops, IHostApplicationLifetime lifetime,
    IEnumerable<ConnectionFile> connectionFiles, TimeProvider time) : BackgroundService
{
    private const int ToleratedCrashes = 2;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(15);

    private readonly StatusBoard _board = new(time);
    private readonly TaskCompletionSource _allHealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ResourceEvent> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var link in ops)
            {
                _board.Write(ResourceNames.Ops, "Link", link.Url);
            }

            var watching = WatchAsync(stoppingToken);
            await WaitForStartAsync(watching, stoppingToken);
            if (_failed.Task.IsCompleted)
            {
                Environment.ExitCode = ExitCodes.Failed;
                await failures.WriteAsync(await _failed.Task, stoppingToken);
                lifetime.StopApplication();
            }
            else
            {
                await CompleteAsync(stoppingToken);
            }

            await watching;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stack is stopping.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DistributedApplicationException)
        {
            Environment.ExitCode = ExitCodes.Failed;
            await Console.Error.WriteLineAsync(exception.Message);
            lifetime.StopApplication();
        }
    }

    private async Task WaitForStartAsync(Task watching, CancellationToken cancellationToken)
    {
        using var started = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Task.WhenAny(_allHealthy.Task, _failed.Task, watching);
        while (await Task.WhenAny(start, Task.Delay(ProgressInterval, time, started.Token)) != start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_board.TimeSinceLastLine >= ProgressInterval)
            {
                _board.WritePending();
            }
        }

        await started.CancelAsync();
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var file in connectionFiles)
        {
            await file.WriteAsync(cancellationToken);
        }

        _board.Write("search", "Answered", await warmUp.RunAsync(cancellationToken));
        if (dashboard.Url is { } url)
        {
            _board.Write("dashboard", "Running", url);
        }

        Console.WriteLine("ready");
        _board.SetReady();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var crashes = new Dictionary<string, int>();
        var pending = model.Resources.Where(resource => resource.TryGetPart(out _)).Select(resource => resource.Name).ToHashSet();
        await foreach (var update in notifications.WatchAsync(cancellationToken))
        {
            if (!update.Resource.TryGetPart(out var part))
            {
                continue;
            }

            var status = _board.Update(update, part);
            var name = update.Resource.Name;
            if (status == (part.IsFinite ? PartStatus.Finished : PartStatus.Healthy))
            {
                if (pending.Remove(name) && pending.Count == 0)
                {
                    _allHealthy.TrySetResult();
                }
            }
            else if (status is PartStatus.Failed or PartStatus.Finished && IsFinal(update, pending, crashes))
            {
                _failed.TrySetResult(update);
            }
        }
    }

    // A part that crashes after it was healthy is restarted, but only a few times while the start waits for other
    // parts. A part that was never healthy would fail again.
    private bool IsFinal(ResourceEvent update, HashSet<string> pending, Dictionary<string, int> crashes)
    {
        if (update.Snapshot.State?.Text.StartsWith(StackParts.RestartingPrefix, StringComparison.Ordinal) == true)
        {
            crashes[update.ResourceId] = crashes.GetValueOrDefault(update.ResourceId) + 1;
        }

        return pending.Contains(update.Resource.Name) || !options.Restart
            || crashes.GetValueOrDefault(update.ResourceId) > ToleratedCrashes;
    }
}
