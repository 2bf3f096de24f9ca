using Npgsql;
using Vql.Core.Cleaning;
using Vql.Storage.Postgres.Merging;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;
using Vql.SyncWorker.Import.Identity;
using Vql.SyncWorker.Import.Rows;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Import;

/// <summary>
/// Merges a file into the database. New rows are written in batches, each in a transaction. Changes of existing rows are
/// written after the last batch, so that a row that occurs several times in the file is written once. An interrupted import
/// can be run again.
/// </summary>
internal sealed class FileImport(NpgsqlDataSource source, TimeProvider time)
{
    private const int MaxExamples = 20;

    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The options of the import.</param>
    /// <param name="meter">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the import after the current batch.</param>
    /// <exception cref="InvalidInputException">The file is unreadable, or its header does not identify rows.</exception>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<ImportReport> ImportAsync(
        FileInfo file, ImportOptions options, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var table = RowSource.Open(file, options.Read, names => ColumnMap.Score(names, options.Mapped));
        var map = Map(file, table, options);
        var plan = new ImportPlan(map, options.Complete is not null);
        var values = new ValueReport();
        var cleaner = new RowCleaner(plan, new CleaningOptions(DateOrder: options.DateOrder), options.Clears, values);
        using var rejects = new RejectsFile(
            options is { KeepsRejects: true, IsDryRun: false } ? file.FullName + ".rejects.csv" : null, table);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var dryRun = options.IsDryRun ? await connection.BeginTransactionAsync(cancellationToken) : null;
        var writer = new BatchWriter(connection, plan, map.Kind, options);
        await writer.Companies.CreateAsync(cancellationToken);
        await writer.Contacts.CreateAsync(cancellationToken);
        await using var batches = new BatchReader(table, cleaner, options.BatchSize);
        var rows = await WriteAsync(batches, plan, writer, dryRun, rejects, meter, cancellationToken);
        var companies = await ApplyAsync(
            writer.Companies, options, writer.CreatedCompanies, writer.ExistingCompanies, rejects, cancellationToken);
        var contacts = await ApplyAsync(
            writer.Contacts, options, writer.CreatedContacts, writer.ExistingContacts, rejects, cancellationToken);
        var changes = options.IsDryRun ? await ListChangesAsync(writer, cancellationToken) : [];
        if (rejects.DeleteStale())
        {
            table.Notices.Add("the rejects file of an earlier import was deleted");
        }

        return new ImportReport
        {
            Format = table.Format,
            Columns = map,
            Notices = table.Notices,
            IsDryRun = options.IsDryRun,
            Companies = companies,
            Contacts = contacts,
            Values = values,
            Rows = rows,
            Rejected = rejects.Count,
            FirstRejects = rejects.First,
            RejectsFile = rejects.Path,
            Merged = writer.Merged,
            FirstMerged = writer.FirstMerged,
            Changes = changes,
            Elapsed = time.GetElapsedTime(started),
        };
    }

    private static ColumnMap Map(FileInfo file, RowSource table, ImportOptions options)
    {
        var map = ColumnMap.Of(table.Header.Fields!, options.Mapped);
        if (map.Faults.Count > 0)
        {
            throw new InvalidInputException($"{file.FullName}: {string.Join("; ", map.Faults)}");
        }

        var headers = table.Header.Fields!.Select(ColumnAliases.Normalize).ToHashSet();
        if (options.Mapped.Keys.FirstOrDefault(header => !headers.Contains(header)) is { } missing)
        {
            throw new InvalidInputException(
                $"{file.FullName}: the mapped column '{missing}' does not exist. "
                + $"The columns are: {string.Join(", ", table.Header.Fields!)}");
        }

        options.OnMapped?.Invoke(table, map);
        return map;
    }

    // While PostgreSQL writes a batch, the candidates of the next one are queried, and the one after it is read. The changes of a dry
    // run are visible only to its own connection.
    private async Task<long> WriteAsync(
        BatchReader batches, ImportPlan plan, BatchWriter writer, NpgsqlTransaction? dryRun, RejectsFile rejects, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        var rows = 0L;
        await using var lookups = dryRun is null ? await source.OpenConnectionAsync(cancellationToken) : null;
        var known = lookups is null ? null : new KnownRows(lookups, plan.Companies, plan.Contacts);
        var next = LookUpAsync(batches, known, cancellationToken);
        while (await next is { Batch: { Read: > 0 } batch, Candidates: var candidates })
        {
            next = LookUpAsync(batches, known, cancellationToken);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rejected = batch.Rejected.ToList();
                await writer.WriteAsync(batch.Rows, candidates, dryRun, rejected, cancellationToken);
                Keep(batch, rejected, rejects);

                rows += batch.Read;
                meter.Report(rows, batch.Fraction);
            }
            catch
            {
                await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw;
            }
        }

        return rows;
    }

    private static async Task<(ImportBatch Batch, Candidates? Candidates)> LookUpAsync(
        BatchReader batches, KnownRows? known, CancellationToken cancellationToken)
    {
        var batch = await batches.ReadAsync();
        return (batch, known is null ? null : await Candidates.LookUpAsync(known, batch.Rows, cancellationToken));
    }

    private static void Keep(ImportBatch batch, List<(SourceRow Row, string Reason)> rejected, RejectsFile rejects)
    {
        var lines = rejected.Select(reject => reject.Row.Line).ToHashSet();
        var imported = batch.Rows.Where(row => row.RejectedValues is not null && !lines.Contains(row.Source.Line));
        foreach (var (row, reason, isImported) in rejected.Select(reject => (reject.Row, reject.Reason, IsImported: false))
            .Concat(imported.Select(row => (Row: row.Source, Reason: row.RejectedValues!, IsImported: true)))
            .OrderBy(kept => kept.Row.Line))
        {
            if (isImported)
            {
                rejects.AddImported(row, reason);
            }
            else
            {
                rejects.Add(row, reason);
            }
        }
    }

    private static async Task<TableReport> ApplyAsync(
        RowMerge merge, ImportOptions options, long created, long existing, RejectsFile rejects, CancellationToken cancellationToken)
    {
        var changes = await merge.ApplyAsync(!options.IsDryRun, cancellationToken);
        foreach (var change in changes.Rejected)
        {
            var row = new SourceRow(change.Line, null, null) { Offset = change.Offset, Length = change.Length };
            rejects.Add(row, $"PostgreSQL rejected the row: {change.Reason}");
        }

        return new TableReport
        {
            Created = created,
            Updated = changes.Updated,
            Restored = changes.Restored,
            UpdatedColumns = changes.ByColumn,
            Unchanged = existing - changes.Updated - changes.Restored - changes.Rejected.Count(change => !change.IsCreated),
        };
    }

    private static async Task<IReadOnlyList<ValueChange>> ListChangesAsync(BatchWriter writer, CancellationToken cancellationToken)
    {
        var companies = await writer.Companies.ListDifferencesAsync(MaxExamples, cancellationToken);
        var contacts = await writer.Contacts.ListDifferencesAsync(MaxExamples, cancellationToken);
        return
        [
            .. companies.Select(change => new ValueChange("companies", change))
                .Concat(contacts.Select(change => new ValueChange("contacts", change)))
                .OrderBy(change => change.Difference.Line).Take(MaxExamples),
        ];
    }
}
