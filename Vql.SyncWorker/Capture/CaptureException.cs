namespace Vql.SyncWorker.Capture;

/// <summary>
/// Thrown when the database is not configured for change capture, or when the stream cannot continue without a new session.
/// </summary>
/// <param name="faults">The problems. A problem that requires a manual step contains that step.</param>
internal sealed class CaptureException(IReadOnlyList<string> faults) : Exception(string.Join("; ", faults))
{
    public IReadOnlyList<string> Faults => faults;
}
