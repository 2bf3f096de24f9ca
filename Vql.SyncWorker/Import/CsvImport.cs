using System.Text;
using Npgsql;
using Vql.Core.Documents;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Import;

/// <summary>Imports a file: batches by COPY, a transaction each, so that a stop loses at most the batch under way.</summary>
internal sealed class CsvImport(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>What stands for bytes that are no UTF-8: a character that no text has.</summary>
    public const char Undecodable = '\uFFFF';

    private const int BatchSize = 10_000;

    private static readonly Encoding Utf8 =
        Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(Undecodable.ToString()));

    // Classes of SQLSTATE that tell of the data, not of the server: data, integrity, limits.
    private static readonly string[] DataFaults = ["22", "23", "54"];

    /// <param name="file">The file.</param>
    /// <param name="complete">Adds to a company what the file does not know.</param>
    /// <param name="meter">Where progress goes.</param>
    /// <param name="cancellationToken">Stops after the batch under way.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or is none of ours.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<ImportReport> ImportAsync(
        FileInfo file, Func<Company, Company> complete, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var stream = Open(file);
        using var reader = new StreamReader(stream, Utf8);
        var records = new CsvRecords(reader);
        var header = new CsvHeader(
            records.Read(null) ?? throw new InvalidInputException($"{file.FullName} is empty; the first line must name the columns"), file.FullName);
        await using var rejects = new RejectsFile(file.FullName + ".rejects.csv", header.Raw);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var (rows, companies, contacts) = (0L, 0L, 0L);
        var batch = new List<ImportRow>(BatchSize);
        while (records.Read(header.Count) is { } record)
        {
            rows++;
            var (row, fault) = record.Fault is { } broken ? (null, broken) : ImportRow.Read(record, header);
            if (row is null)
            {
                await rejects.AddAsync(new Reject(record.Line, record.Raw, fault!));
                continue;
            }

            batch.Add(row with { Company = row.Company is { } company ? complete(company) : null });
            if (batch.Count == BatchSize)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        return new ImportReport(
            rows, companies, contacts, rejects.Count, rejects.First, rejects.Path, header.Ignored, time.GetElapsedTime(started));

        async Task FlushAsync()
        {
            var written = await WriteAsync(connection, batch, rejects, cancellationToken);
            companies += written.Companies;
            contacts += written.Contacts;
            batch.Clear();
            meter.Report(rows, stream.Length == 0 ? 1 : (double)stream.Position / stream.Length);
        }
    }

    private static FileStream Open(FileInfo file)
    {
        try
        {
            return file.Open(new FileStreamOptions { Options = FileOptions.SequentialScan });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file.FullName} cannot be read: {exception.Message}");
        }
    }

    // A row that the database refuses is found by halving, and the rest is written.
    private static async Task<(long Companies, long Contacts)> WriteAsync(
        NpgsqlConnection connection, List<ImportRow> rows, RejectsFile rejects, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return default;
        }

        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var writer = new RowWriter(connection);
            var companies = await writer.UpsertCompaniesAsync(rows.Select(row => row.Company).OfType<Company>(), cancellationToken);
            var contacts = await writer.UpsertContactsAsync(rows.Select(row => row.Contact).OfType<Contact>(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (companies, contacts);
        }
        catch (PostgresException exception) when (DataFaults.Contains(exception.SqlState[..2]))
        {
            if (rows is [var single])
            {
                await rejects.AddAsync(new Reject(single.Record.Line, single.Record.Raw, $"PostgreSQL refuses it: {exception.MessageText}"));
                return default;
            }
        }

        var half = rows.Count / 2;
        var first = await WriteAsync(connection, rows[..half], rejects, cancellationToken);
        var second = await WriteAsync(connection, rows[half..], rejects, cancellationToken);
        return (first.Companies + second.Companies, first.Contacts + second.Contacts);
    }
}
