namespace Vql.SyncWorker.Output;

/// <summary>Receives the progress of an operation.</summary>
internal sealed class ProgressMeter(Action<long, double?> show)
{
    /// <summary>Reports the progress.</summary>
    /// <param name="done">The number of completed units.</param>
    /// <param name="fraction">The completed fraction, 0 to 1; null if the total is unknown.</param>
    public void Report(long done, double? fraction) => show(done, fraction);
}
