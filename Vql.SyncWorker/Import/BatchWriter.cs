using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;
using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;
using Vql.SyncWorker.Import.Identity;
using Vql.SyncWorker.Import.Rows;

namespace Vql.SyncWorker.Import;

/// <summary>
/// Writes batches. For each row of the file, it finds the matching rows of the database, inserts new rows, and collects the
/// changes of existing ones. A dry run is one transaction, which is rolled back.
/// </summary>
internal sealed class BatchWriter(NpgsqlConnection connection, ImportPlan plan, TableKind kind, ImportOptions options)
{
    private const int MaxExamples = 20;
    private const string Savepoint = "batch";

    private readonly KnownRows _known = new(connection, plan.Companies, plan.Contacts);
    private readonly SeenRows _seenCompanies = new();
    private readonly SeenRows _seenContacts = new();
    private readonly List<MergedRow> _firstMerged = [];

    // The rows that the previous batch created. The candidates of this batch may have been queried before their commit.
    private Candidates _created = Candidates.None;

    /// <summary>The merge of the companies.</summary>
    public RowMerge Companies { get; } = new(connection, FieldCatalogue.Companies, plan.Companies, plan.FilledColumn, options.Clears);

    /// <summary>The merge of the contacts.</summary>
    public RowMerge Contacts { get; } = new(connection, FieldCatalogue.Contacts, plan.Contacts, null, options.Clears);

    private int FilledSlot => plan.FilledColumn is null ? -1 : plan.CompanyDomain;

    public long CreatedCompanies { get; private set; }

    public long CreatedContacts { get; private set; }

    public long ExistingCompanies => _seenCompanies.Existing;

    public long ExistingContacts => _seenContacts.Existing;

    public long Merged { get; private set; }

    public IReadOnlyList<MergedRow> FirstMerged => _firstMerged;

    /// <summary>Writes rows. Rows that the database rejects are isolated by halving the batch; the others are written.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="candidates">
    /// The rows of the database that may match, queried after the batch before the last was committed; null to query them now.
    /// </param>
    /// <param name="dryRun">The transaction of a dry run; null to commit the rows.</param>
    /// <param name="rejected">The list to which rejected rows are added, with the reasons.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task WriteAsync(
        IReadOnlyList<ImportRow> rows, Candidates? candidates, NpgsqlTransaction? dryRun, List<(SourceRow, string)> rejected,
        CancellationToken cancellationToken)
    {
        var written = new List<Written>();
        await WriteAsync(rows, candidates, dryRun, rejected, written, cancellationToken);
        _created = new Candidates(
            [.. written.SelectMany(part => part.Created.Companies)], [.. written.SelectMany(part => part.Created.Contacts)]);
    }

    private async Task WriteAsync(
        IReadOnlyList<ImportRow> rows, Candidates? candidates, NpgsqlTransaction? dryRun, List<(SourceRow, string)> rejected,
        List<Written> written, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        try
        {
            await using var own = dryRun is null ? await connection.BeginTransactionAsync(cancellationToken) : null;
            await (dryRun?.SaveAsync(Savepoint, cancellationToken) ?? Task.CompletedTask);
            var faults = new List<(SourceRow, string)>();
            var part = await WriteAsync(rows, candidates, faults, cancellationToken);
            await (own?.CommitAsync(cancellationToken) ?? dryRun!.ReleaseAsync(Savepoint, cancellationToken));
            rejected.AddRange(faults);
            Count(part);
            written.Add(part);
            return;
        }
        catch (PostgresException exception) when (PostgresFaults.IsDataError(exception))
        {
            await (dryRun?.RollbackAsync(Savepoint, cancellationToken) ?? Task.CompletedTask);
            if (rows is [var single])
            {
                rejected.Add((single.Source, $"PostgreSQL rejected the row: {exception.MessageText}"));
                return;
            }
        }

        // The candidates are queried again. They then include the rows that the previous batch created.
        var half = rows.Count / 2;
        await WriteAsync([.. rows.Take(half)], null, dryRun, rejected, written, cancellationToken);
        await WriteAsync([.. rows.Skip(half)], null, dryRun, rejected, written, cancellationToken);
    }

    private async Task<Written> WriteAsync(
        IReadOnlyList<ImportRow> rows, Candidates? candidates, List<(SourceRow, string)> faults, CancellationToken cancellationToken)
    {
        candidates ??= await Candidates.LookUpAsync(_known, rows, cancellationToken);
        var (companies, contacts) = (new CompanyIdentities(), new ContactIdentities());
        companies.AddExisting([.. _created.Companies, .. candidates.Companies]);
        contacts.AddExisting([.. _created.Contacts, .. candidates.Contacts]);
        var written = new Written();
        foreach (var row in rows)
        {
            if (Apply(row, companies, contacts, written) is { } fault)
            {
                faults.Add((row.Source, fault));
            }
        }

        await StoreAsync(Companies, [.. companies.Applied], _seenCompanies, FilledSlot, Complete, cancellationToken);
        await StoreAsync(Contacts, [.. contacts.Applied], _seenContacts, -1, null, cancellationToken);
        written.Created = new Candidates(companies.Created, contacts.Created);
        return written;
    }

    /// <returns>The reason why the row cannot be applied; null if it was applied.</returns>
    private string? Apply(ImportRow row, CompanyIdentities companies, ContactIdentities contacts, Written written)
    {
        // A file whose only company column is the UUID refers to companies and does not write them.
        CompanyEntry? company = null;
        var companyUuid = row.Company?.Uuid;
        if (row.Company is { } companyRow && plan.Companies.Count > 0)
        {
            var match = companies.Find(companyRow);
            if (match.Fault is not null)
            {
                return match.Fault;
            }

            company = match.Entry ?? companies.Create(companyRow);
            companyUuid = company.Uuid;
        }

        ContactEntry? contact = null;
        if (row.Person is { } person)
        {
            var match = contacts.Find(person, companyUuid);
            if (match.Fault is not null)
            {
                return match.Fault;
            }

            contact = match.Entry ?? contacts.Create(person);
            if (plan.CompanyId >= 0)
            {
                person.Values[plan.CompanyId] = companyUuid;
            }

            contacts.Add(contact, person, companyUuid);
            written.Add(contact, row.Source, merges: true);
            contact.Apply(row.Source, person.Values, options.Clears, filled: -1);
        }

        if (company is not null)
        {
            companies.Add(company, row.Company!);
            written.Add(company, row.Source, merges: kind == TableKind.Companies);
            company.Apply(row.Source, row.Company!.Values, options.Clears, FilledSlot);
        }

        return null;
    }

    private async Task StoreAsync<T>(
        RowMerge merge, T[] entries, SeenRows seen, int filled, Action<T>? complete, CancellationToken cancellationToken)
        where T : Entry
    {
        var created = Array.FindAll(entries, entry => entry.IsNew);
        if (complete is not null)
        {
            Array.ForEach(created, complete);
        }

        var ids = await merge.InsertAsync(Array.ConvertAll(created, entry => entry.ToMergeRow(isCreated: true)), cancellationToken);
        foreach (var entry in created)
        {
            entry.Id = ids[entry.Uuid];
        }

        // Only a row that occurred earlier in the file can have a pending change, which these values may revert.
        var existing = Array.FindAll(
            entries, entry => !entry.IsNew && (seen.LineOf(entry.Id) is not null || !entry.IsUnchanged(options.Clears, filled)));
        await merge.GatherAsync(Array.ConvertAll(existing, entry => entry.ToMergeRow(seen.IsCreated(entry.Id))), cancellationToken);
    }

    private void Complete(CompanyEntry entry)
    {
        if (options.Complete is null)
        {
            return;
        }

        T? Value<T>(string column) => (T?)entry.Values![ImportPlan.Slot(plan.Companies, column)];
        void Set(string column, object? value) => entry.Values![ImportPlan.Slot(plan.Companies, column)] = value;
        var company = options.Complete(new Company
        {
            Uuid = entry.Uuid,
            EmployeesCount = Value<long?>("employees_count"),
            AnnualRevenue = Value<long?>("annual_revenue"),
            Technologies = Value<string[]>("technologies"),
            Address = Value<string>("address"),
        });
        Set("employees_count", company.EmployeesCount);
        Set("annual_revenue", company.AnnualRevenue);
        Set("technologies", company.Technologies?.ToArray());
        Set("address", company.Address);
    }

    private void Count(Written written)
    {
        foreach (var (entry, row, merges) in written.Rows)
        {
            var seen = entry is CompanyEntry ? _seenCompanies : _seenContacts;
            if (seen.LineOf(entry.Id) is { } earlier)
            {
                if (merges)
                {
                    Merged++;
                    if (_firstMerged.Count < MaxExamples)
                    {
                        _firstMerged.Add(new MergedRow(row.Line, earlier));
                    }
                }

                continue;
            }

            seen.Add(entry.Id, row.Line, entry.IsNew);
            CreatedCompanies += entry is CompanyEntry { IsNew: true } ? 1 : 0;
            CreatedContacts += entry is ContactEntry { IsNew: true } ? 1 : 0;
        }
    }

    /// <summary>The rows that a batch wrote. They are counted after the commit.</summary>
    private sealed class Written
    {
        public List<(Entry Entry, SourceRow Row, bool Merges)> Rows { get; } = [];

        public Candidates Created { get; set; } = Candidates.None;

        public void Add(Entry entry, SourceRow row, bool merges) => Rows.Add((entry, row, merges));
    }
}
