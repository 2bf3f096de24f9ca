namespace Vql.Storage.Monitoring;

/// <summary>The checks of the index and of its synchronization.</summary>
public static class SyncChecks
{
    private const long WarningSlotBytes = 1L << 30;
    private const long FailingSlotBytes = 5L << 30;

    // The worker publishes its position every few seconds, also if nothing is written.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WarningLag = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FailingLag = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan VerificationAge = TimeSpan.FromHours(36);

    /// <summary>Returns the checks of a snapshot.</summary>
    public static IEnumerable<Check> Of(SyncSnapshot sync) =>
        [Freshness(sync), Verification(sync), DeadLetters(sync), .. sync.Slots.Select(Slot).DefaultIfEmpty(NoSlot(sync))];

    private static Check Freshness(SyncSnapshot sync)
    {
        const string Name = "Freshness";
        if (sync.IndexedAt is not { } at)
        {
            return sync.HasWorker
                ? new Check(Name, CheckState.Warning, "The index is being filled or compared; PostgreSQL answers until it is complete.")
                {
                    NextStep = "Follow the progress on the page Sync.",
                }
                : new Check(Name, CheckState.NoData, "The worker has never run.") { NextStep = "Start the worker: Vql.SyncWorker run." };
        }

        if (sync.Now - at > SilenceLimit)
        {
            return new Check(Name, CheckState.Failing, "The worker has stopped reporting, so that changes may be missing in the index.")
            {
                Since = at,
                LastHealthy = at,
                NextStep = "Check that the worker runs, and read its log.",
            };
        }

        var lag = sync.Lag!.Value;
        var state = lag > FailingLag ? CheckState.Failing : lag > WarningLag ? CheckState.Warning : CheckState.Healthy;
        return state == CheckState.Healthy
            ? new Check(Name, state, $"Changes are searchable after {lag.TotalSeconds:0.0} s at most.") { LastHealthy = at }
            : new Check(Name, state, $"The index lags by {lag.TotalSeconds:0} s.")
            {
                Since = at,
                Cause = $"{sync.LagBytes:N0} bytes of WAL are not indexed.",
                NextStep = "Check the load of the worker.",
            };
    }

    private static Check Verification(SyncSnapshot sync)
    {
        const string Name = "Verification";
        if (sync.Verifications.Count == 0)
        {
            return new Check(Name, CheckState.NoData, "The index was never compared with the database.")
            {
                NextStep = "Start a comparison on the page Sync, run Vql.SyncWorker verify-sync, or wait for the scheduled one.",
            };
        }

        var oldest = sync.Verifications.MinBy(row => row.FinishedAt)!;
        return sync.Verifications.FirstOrDefault(row => row.Remaining > 0) is { } different
            ? new Check(Name, CheckState.Failing, $"Documents of {different.Entity} that differ from their rows: {different.Remaining:N0}.")
            {
                Since = different.FinishedAt,
                Cause = $"missing {different.Missing:N0}, extra {different.Extra:N0}, stale {different.Stale:N0}, "
                    + $"different {different.Different:N0}",
                NextStep = "Repair them on the page Sync, or run Vql.SyncWorker verify-sync --repair.",
            }
            : sync.Now - oldest.FinishedAt > VerificationAge
                ? new Check(Name, CheckState.Warning, $"The index of {oldest.Entity} was not compared in the last 36 hours.")
                {
                    LastHealthy = oldest.FinishedAt,
                    NextStep = "Check that the worker runs.",
                }
                : new Check(Name, CheckState.Healthy, "The last comparison found no difference that remains.")
                {
                    LastHealthy = oldest.FinishedAt,
                };
    }

    private static Check DeadLetters(SyncSnapshot sync) => sync.DeadLetters == 0
        ? new Check("Dead letters", CheckState.Healthy, "The index accepted all documents.") { LastHealthy = sync.Now }
        : new Check("Dead letters", CheckState.Warning, $"Documents that the index rejected: {sync.DeadLetters:N0}.")
        {
            Since = sync.OldestDeadLetter,
            NextStep = "Read the reasons on the page Dead letters, then retry or drop them.",
        };

    private static Check Slot(SlotState slot)
    {
        var name = $"Slot {slot.Name}";
        var retained = slot.RetainedBytes ?? 0;
        return slot.Status == "lost"
            ? new Check(name, CheckState.Failing, $"The replication slot {slot.Name} has lost WAL.")
            {
                NextStep = "Restart the worker. It creates the slot again and compares everything.",
            }
            : !slot.IsActive
                ? new Check(name, CheckState.Warning, $"No worker reads the replication slot {slot.Name}.")
                {
                    Cause = $"PostgreSQL retains {retained >> 20:N0} MB of WAL for it.",
                    NextStep = "Start the worker.",
                }
                : new Check(
                    name,
                    retained >= FailingSlotBytes ? CheckState.Failing
                        : retained >= WarningSlotBytes ? CheckState.Warning
                        : CheckState.Healthy,
                    $"The replication slot {slot.Name} retains {retained >> 20:N0} MB of WAL.");
    }

    private static Check NoSlot(SyncSnapshot sync) => sync.HasWorker
        ? new Check("Slot", CheckState.Failing, "There is no replication slot, so that changes are not captured.")
        {
            NextStep = "Restart the worker. It creates the slot again and compares everything.",
        }
        : new Check("Slot", CheckState.NoData, "There is no replication slot, because the worker has never run.");
}
