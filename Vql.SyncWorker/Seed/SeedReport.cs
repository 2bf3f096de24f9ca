namespace Vql.SyncWorker.Seed;

/// <summary>What seeding came to.</summary>
/// <param name="Contacts">Contact rows written.</param>
/// <param name="Employers">Companies that they were spread over.</param>
/// <param name="FilledCompanies">Companies whose unknown values were generated.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record SeedReport(long Contacts, long Employers, long FilledCompanies, TimeSpan Elapsed)
{
    public double RowsPerSecond => Contacts / Math.Max(Elapsed.TotalSeconds, 0.001);
}
