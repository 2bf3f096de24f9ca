namespace Vql.SyncWorker.Capture;

/// <summary>The database is not set up for change capture, or its slot is gone. Each fault says what mends it.</summary>
internal sealed class CaptureException(IReadOnlyList<string> faults) : Exception(string.Join("; ", faults))
{
    public IReadOnlyList<string> Faults => faults;
}
