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
/// Writes batches: finds the rows that each row of the file means, inserts new ones, and gathers the changes of the others. In a
/// dry run everything happens in one transaction, which is rolled back.
/// </summary>
internal sealed class BatchWriter(NpgsqlConnection connection, ImportPlan plan, TableKind kind, ImportOptions options)
{
    private const int FirstFew = 20;
    private const string Savepoint = "batch";

    private readonly KnownRows _known = new(connection);
    private readonly MetRows _metCompanies = new();
    private readonly MetRows _metContacts = new();
    private readonly List<MergedRow> _merged = [];

    // The candidates of a batch may have been looked up before these were committed.
    private Candidates _created = Candidates.None;

    /// <summary>Merges companies.</summary>
    public RowMerge Companies { get; } = new(connection, FieldCatalogue.Companies, plan.Companies, plan.FilledColumn, options.Clears);

    /// <summary>Merges contacts.</summary>
    public RowMerge Contacts { get; } = new(connection, FieldCatalogue.Contacts, plan.Contacts, null, options.Clears);

    public long CreatedCompanies { get; private set; }

    public long CreatedContacts { get; private set; }

    public long ExistingCompanies => _metCompanies.Existing;

    public long ExistingContacts => _metContacts.Existing;

    public long Merged { get; private set; }

    public IReadOnlyList<MergedRow> FirstMerged => _merged;

    /// <summary>Writes rows. A row that the database rejects is found by halving, and the others are written.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="candidates">The rows that they may mean, looked up since the batch before the last; null to look them up.</param>
    /// <param name="dryRun">The transaction of a dry run; null to write.</param>
    /// <param name="rejected">Receives the rows that are rejected, with the reasons.</param>
    /// <param name="cancellationToken">Stops.</param>
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
                rejected.Add((single.Source, $"PostgreSQL rejects it: {exception.MessageText}"));
                return;
            }
        }

        // What the batch before created is committed by now, and looked up as well.
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

        await StoreAsync(Companies, [.. companies.Applied], Complete, cancellationToken);
        await StoreAsync(Contacts, [.. contacts.Applied], null, cancellationToken);
        written.Created = new Candidates(companies.Created, contacts.Created);
        return written;
    }

    /// <returns>Why the row cannot be applied; null when it is.</returns>
    private string? Apply(ImportRow row, CompanyIdentities companies, ContactIdentities contacts, Written written)
    {
        // A file with nothing of companies but their uuids refers to companies and writes none.
        CompanyEntry? company = null;
        var companyUuid = row.Company?.Uuid;
        if (row.Company is { } firm && plan.Companies.Count > 0)
        {
            var match = companies.Find(firm);
            if (match.Fault is not null)
            {
                return match.Fault;
            }

            company = match.Entry ?? companies.Create(firm);
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
            company.Apply(row.Source, row.Company!.Values, options.Clears, plan.FilledColumn is null ? -1 : plan.CompanyDomain);
        }

        return null;
    }

    private static async Task StoreAsync<T>(RowMerge merge, T[] entries, Action<T>? complete, CancellationToken cancellationToken)
        where T : Entry
    {
        var created = Array.FindAll(entries, entry => entry.IsNew);
        if (complete is not null)
        {
            Array.ForEach(created, complete);
        }

        var ids = await merge.InsertAsync(Array.ConvertAll(created, entry => entry.ToMergeRow()), cancellationToken);
        foreach (var entry in created)
        {
            entry.Id = ids[entry.Uuid];
        }

        await merge.GatherAsync(Array.ConvertAll(Array.FindAll(entries, entry => !entry.IsNew), entry => entry.ToMergeRow()), cancellationToken);
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
            var met = entry is CompanyEntry ? _metCompanies : _metContacts;
            if (met.LineOf(entry.Id) is { } earlier)
            {
                if (merges)
                {
                    Merged++;
                    if (_merged.Count < FirstFew)
                    {
                        _merged.Add(new MergedRow(row.Line, earlier));
                    }
                }

                continue;
            }

            met.Add(entry.Id, row.Line, entry.IsNew);
            CreatedCompanies += entry is CompanyEntry { IsNew: true } ? 1 : 0;
            CreatedContacts += entry is ContactEntry { IsNew: true } ? 1 : 0;
        }
    }

    /// <summary>What a batch wrote; counted when it is committed.</summary>
    private sealed class Written
    {
        public List<(Entry Entry, SourceRow Row, bool Merges)> Rows { get; } = [];

        public Candidates Created { get; set; } = Candidates.None;

        public void Add(Entry entry, SourceRow row, bool merges) => Rows.Add((entry, row, merges));
    }
}
