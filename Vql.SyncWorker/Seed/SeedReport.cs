namespace Vql.SyncWorker.Seed;

/// <summary>The result of the generation of contacts.</summary>
/// <param name="Contacts">The number of written contacts.</param>
/// <param name="Employers">The number of companies at which contacts were generated.</param>
/// <param name="FilledCompanies">The number of companies with generated values.</param>
/// <param name="Elapsed">The duration.</param>
internal sealed record SeedReport(long Contacts, long Employers, long FilledCompanies, TimeSpan Elapsed)
{
    public double RowsPerSecond => Contacts / Math.Max(Elapsed.TotalSeconds, 0.001);
}
