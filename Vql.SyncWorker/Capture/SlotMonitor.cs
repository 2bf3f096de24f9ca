using Microsoft.Extensions.Logging;
using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Watches what the slot holds back, and marks the log: an idle database's slot would otherwise hold back what
/// others write, and nobody would know whether the index is behind.
/// </summary>
internal sealed class SlotMonitor(ReplicationSlot slot, CaptureOptions options, NpgsqlDataSource source, SyncMetrics metrics, TimeProvider time, ILogger<SlotMonitor> logger)
{
    /// <summary>Whoever wrote tells here that the index should say soon how far it is.</summary>
    public const string WakeChannel = "vql_wake";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="CaptureException">The slot is gone, or was given up.</exception>
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

            await Task.Delay(ShortestPause, time, cancellationToken);
            await connection.WaitAsync(Interval, cancellationToken);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await slot.ReadAsync(cancellationToken) is not { IsLost: false } health)
        {
            throw new CaptureException([$"the replication slot {options.Slot} is gone or has lost its log: everything is compared, and a new one is made"]);
        }

        metrics.Slot(health);
        if (health.Bytes >= options.MaxBytes)
        {
            await slot.DropAsync(cancellationToken);
            throw new CaptureException(
                [$"the replication slot {options.Slot} held back {health.Bytes >> 20} MB, the limit is {options.MaxBytes >> 20} ({CaptureOptions.MaxKey}): it was given up, and everything is compared"]);
        }

        if (health.Bytes >= options.WarnBytes)
        {
            Log.SlotHoldsMuch(logger, options.Slot, health.Bytes >> 20, options.MaxBytes >> 20);
        }
    }
}
