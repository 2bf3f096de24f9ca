namespace Vql.SyncWorker.Output;

/// <summary>How far a piece of work is.</summary>
internal sealed class ProgressMeter(Action<long, double?> show)
{
    /// <param name="done">Units done so far.</param>
    /// <param name="fraction">How much of the whole that is, 0 to 1; null when the whole is not known.</param>
    public void Report(long done, double? fraction) => show(done, fraction);
}
