using Microsoft.Extensions.Logging;
using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Monitors the WAL that the slot retains, and writes marks into the WAL. Without marks, the slot of an idle database would
/// retain the WAL of other databases, and the staleness of the index would be unknown.
/// </summary>
internal sealed class SlotMonitor(
    ReplicationSlot slot, CaptureOptions options, NpgsqlDataSource source, SyncMetrics metrics, TimeProvider time,
    ILogger<SlotMonitor> logger)
{
    /// <summary>The notification channel on which writers request an early update of the position.</summary>
    public const string WakeChannel = "vql_wake";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Monitors the slot until the operation is canceled.</summary>
    /// <exception cref="CaptureException">The slot is missing or lost, or retained too much WAL and was dropped.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {WakeChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        var checkedAt = time.GetTimestamp() - time.TimestampFrequency;
        while (true)
        {
            await slot.MarkAsync(cancellationToken);
            if (time.GetElapsedTime(checkedAt) >= Interval)
            {
                checkedAt = time.GetTimestamp();
                await CheckAsync(cancellationToken);
            }

            await Task.Delay(MinInterval, time, cancellationToken);
            await connection.WaitAsync(Interval, cancellationToken);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await slot.ReadAsync(cancellationToken) is not { IsLost: false } health)
        {
            throw new CaptureException(
                [$"The replication slot {options.Slot} was dropped or has lost WAL; recreating it and comparing everything"]);
        }

        metrics.Slot(health);
        if (health.Bytes >= options.MaxBytes)
        {
            await slot.DropAsync(cancellationToken);
            throw new CaptureException(
                [$"The replication slot {options.Slot} retained {health.Bytes >> 20} MB of WAL and was dropped; the limit is " +
                $"{options.MaxBytes >> 20} MB ({CaptureOptions.MaxKey}). Recreating it and comparing everything"]);
        }

        if (health.Bytes >= options.WarnBytes)
        {
            Log.SlotRetainsLog(logger, options.Slot, health.Bytes >> 20, options.MaxBytes >> 20);
        }
    }
}
