using Microsoft.Extensions.Hosting;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Tells on the console how the start goes: a line for each part that becomes healthy, the dashboard's address, and <c>ready</c> when
/// searches are answered; after that, a line for each event. When a part fails before that, ends the stack and says why.
/// </summary>
internal sealed class StackReport(
    DistributedApplicationModel model, ResourceNotificationService notifications, FailureReport failures, WarmUp warmUp,
    DashboardLink dashboard, IHostApplicationLifetime lifetime, IEnumerable<ConnectionFile> connectionFiles, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(15);

    private readonly StatusBoard _board = new(time);
    private readonly TaskCompletionSource _allHealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ResourceEvent> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watching = WatchAsync(stoppingToken);
        try
        {
            await WaitForStartAsync(stoppingToken);
            if (_failed.Task.IsCompleted)
            {
                await failures.WriteAsync(await _failed.Task, stoppingToken);
                Environment.ExitCode = ExitCodes.Failed;
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
            // The stack stops.
        }
    }

    private async Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        using var started = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Task.WhenAny(_allHealthy.Task, _failed.Task);
        while (await Task.WhenAny(start, Task.Delay(SilenceLimit, time, started.Token)) != start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_board.Silence >= SilenceLimit)
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
            else if (status is PartStatus.Failed or PartStatus.Finished && pending.Contains(name))
            {
                // A part that ends after it had been healthy is restarted; one that never was would fail again.
                _failed.TrySetResult(update);
            }
        }
    }
}
