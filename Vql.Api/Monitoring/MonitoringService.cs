using System.Data.Common;
using System.Reflection;
using Polly.CircuitBreaker;
using Vql.Api.Engine.Connectra;
using Vql.Storage.Monitoring;

namespace Vql.Api.Monitoring;

/// <summary>
/// Writes the figures of each minute to PostgreSQL, and events such as a change of the circuit breaker. If PostgreSQL is
/// unavailable, the figures of the minute are dropped and counted.
/// </summary>
internal sealed class MonitoringService(
    CallRecorder recorder, MonitoringWriter writer, MonitoringOptions options, Circuit circuit, TimeProvider time,
    ILogger<MonitoringService> logger)
    : BackgroundService
{
    private const int MaxMarks = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly string _replica = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly Queue<Mark> _marks = new();
    private CircuitState _circuit = CircuitState.Closed;
    private DateTimeOffset _minute;
    private long _dropped;
    private bool _isFailing;

    /// <summary>Writes the figures so far, after the last request.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (options.IsEnabled && _minute != default)
        {
            AddMark("api_stopped", "");
            await WriteAsync(startsDay: false, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.IsEnabled)
        {
            return;
        }

        var version = typeof(MonitoringService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        _minute = MinuteOf(time.GetUtcNow());
        AddMark("api_started", version);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            // The first row shows that the API is monitored, before the first minute has ended.
            await WriteAsync(startsDay: false, CancellationToken.None);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the remaining figures.
        }
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (circuit.State is var state && state != _circuit)
        {
            _circuit = state;
            AddMark(
                state switch
                {
                    CircuitState.Closed => "circuit_closed",
                    CircuitState.HalfOpen => "circuit_half_open",
                    _ => "circuit_opened",
                },
                circuit.Forced is null ? "" : "by an operator");
        }

        var minute = MinuteOf(time.GetUtcNow());
        if (minute == _minute)
        {
            return;
        }

        // A write that has begun is completed when the API stops, because it would otherwise lose its figures.
        await WriteAsync(minute.Date != _minute.Date, CancellationToken.None);
        var startsHour = minute.Hour != _minute.Hour;
        _minute = minute;
        if (startsHour)
        {
            await TryAsync(writer.DeleteOldAsync, cancellationToken);
        }
    }

    private void AddMark(string kind, string detail)
    {
        _marks.Enqueue(new Mark(time.GetUtcNow(), kind, detail));
        if (_marks.Count > MaxMarks)
        {
            _marks.Dequeue();
        }
    }

    private async Task WriteAsync(bool startsDay, CancellationToken cancellationToken)
    {
        var figures = recorder.Drain(startsDay);
        Mark[] marks = [.. _marks];
        var batch = new MonitoringBatch(
            _minute, _replica, _circuit.ToString().ToLowerInvariant(), _dropped, figures.Calls, figures.Queries, figures.Synonyms, marks);
        if (await TryAsync(token => writer.WriteAsync(batch, token), cancellationToken))
        {
            _dropped = 0;
            _marks.Clear();
        }
        else
        {
            _dropped += figures.Calls.Sum(call => call.Calls);
        }
    }

    // Monitoring must not stop the API, so that every failure of the database is only logged.
    private async Task<bool> TryAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Npgsql does not return from a command on an unresponsive connection in time, even if its token is canceled.
            await write(either.Token).WaitAsync(either.Token);
            _isFailing = false;
            return true;
        }
        catch (Exception exception) when (
            exception is DbException or TimeoutException or IOException or InvalidOperationException or OperationCanceledException)
        {
            if (!_isFailing && !cancellationToken.IsCancellationRequested)
            {
                _isFailing = true;
                Log.MonitoringFailed(logger, exception.Message);
            }

            return false;
        }
    }
}
