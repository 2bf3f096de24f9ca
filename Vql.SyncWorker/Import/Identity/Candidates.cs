using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import.Identity;

/// <summary>The rows of both tables that the rows of a batch may mean.</summary>
/// <param name="Companies">The companies.</param>
/// <param name="Contacts">The contacts.</param>
internal sealed record Candidates(IReadOnlyList<KnownCompany> Companies, IReadOnlyList<KnownContact> Contacts)
{
    public static readonly Candidates None = new([], []);

    /// <summary>Looks up the rows that rows of a file may mean.</summary>
    public static async Task<Candidates> LookUpAsync(KnownRows known, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken) => new(
        await CompanyIdentities.LookUpAsync(known, rows.Select(row => row.Company).OfType<CompanyRow>(), cancellationToken),
        await ContactIdentities.LookUpAsync(known, rows.Select(row => row.Person).OfType<PersonRow>(), cancellationToken));
}
