namespace Vql.SyncWorker.Verify;

/// <summary>What verifying one entity found.</summary>
/// <param name="Rows">Living rows.</param>
/// <param name="Documents">Documents in the index.</param>
/// <param name="Missing">Rows without a document.</param>
/// <param name="Extra">Documents without a row.</param>
/// <param name="Stale">Documents that do not hold what their row does, or whose version is ahead of the database.</param>
internal sealed record VerifyReport(long Rows, long Documents, IReadOnlyList<string> Missing, IReadOnlyList<string> Extra, IReadOnlyList<string> Stale)
{
    public bool IsEqual => Missing.Count == 0 && Extra.Count == 0 && Stale.Count == 0;
}
