using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Storage.Monitoring;

namespace Vql.SyncWorker.Position;

/// <summary>
/// Stores the time from a commit until it is searchable, for the dashboard. A mark is committed every five seconds, so that an idle
/// database has times as well, and missing times mean that nothing becomes searchable.
/// </summary>
internal sealed class FreshnessRecorder(FreshnessTable table, TimeProvider time, ILogger<FreshnessRecorder> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // An hour of an outage of the database. Older times are dropped.
    private const int MaxMinutes = 60;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<DateTimeOffset, FreshnessTally> _minutes = [];

    /// <summary>Records a commit that is now searchable.</summary>
    /// <param name="committedAt">The time of the commit.</param>
    public void Record(DateTimeOffset committedAt)
    {
        var now = time.GetUtcNow();
        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        lock (_lock)
        {
            if (!_minutes.TryGetValue(minute, out var tally))
            {
                _minutes[minute] = tally = new FreshnessTally();
                if (_minutes.Count > MaxMinutes)
                {
                    _minutes.Remove(_minutes.Keys.First());
                }
            }

            tally.Add(now > committedAt ? now - committedAt : TimeSpan.Zero);
        }
    }

    /// <summary>Writes the times until the operation is canceled. A failure only delays them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isFailing = false;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                while (Take() is (var minute, var tally))
                {
                    await WriteAsync(minute, tally, cancellationToken);
                }

                isFailing = false;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                if (!isFailing)
                {
                    Log.FreshnessNotWritten(logger, exception.Message);
                }

                isFailing = true;
            }
        }
    }

    private async Task WriteAsync(DateTimeOffset minute, FreshnessTally tally, CancellationToken cancellationToken)
    {
        var isWritten = false;
        try
        {
            await table.AddAsync(minute, tally, cancellationToken);
            isWritten = true;
        }
        finally
        {
            if (!isWritten)
            {
                Return(minute, tally);
            }
        }
    }

    private (DateTimeOffset Minute, FreshnessTally Tally)? Take()
    {
        lock (_lock)
        {
            if (_minutes.Count == 0)
            {
                return null;
            }

            var (minute, tally) = _minutes.First();
            _minutes.Remove(minute);
            return (minute, tally);
        }
    }

    private void Return(DateTimeOffset minute, FreshnessTally tally)
    {
        lock (_lock)
        {
            if (_minutes.TryGetValue(minute, out var newer))
            {
                tally.Add([.. newer.Latencies.Select(count => (int)count)], newer.MaxMs);
            }

            _minutes[minute] = tally;
        }
    }
}
