using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>The rows of the database that may match the rows of a batch.</summary>
/// <param name="Companies">The companies.</param>
/// <param name="Contacts">The contacts.</param>
internal sealed record Candidates(IReadOnlyList<KnownCompany> Companies, IReadOnlyList<KnownContact> Contacts)
{
    public static readonly Candidates None = new([], []);

    /// <summary>Queries the rows of the database that may match rows of the file.</summary>
    public static async Task<Candidates> LookUpAsync(
        KnownRows known, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken) => new(
        await CompanyIdentities.LookUpAsync(known, rows.Select(row => row.Company).OfType<CompanyRow>(), cancellationToken),
        await ContactIdentities.LookUpAsync(known, rows.Select(row => row.Person).OfType<PersonRow>(), cancellationToken));
}
