using Npgsql;
using Vql.Core.Documents;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Seed;

/// <summary>Generates contacts at the companies in the database, and unknown values of the companies.</summary>
internal sealed class Seeding(NpgsqlDataSource source, TimeProvider time)
{
    private const int BatchSize = 10_000;

    /// <summary>Generates the first contacts of the sequence. Existing ones are overwritten.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public Task<SeedReport> SeedAsync(int contacts, bool keepGaps, ProgressMeter meter, CancellationToken cancellationToken) =>
        WriteAsync(contacts, keepGaps, onlyNew: false, meter, cancellationToken);

    /// <summary>Generates the next contacts of the sequence that the database does not have.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public Task<SeedReport> AddAsync(int contacts, bool keepGaps, ProgressMeter meter, CancellationToken cancellationToken) =>
        WriteAsync(contacts, keepGaps, onlyNew: true, meter, cancellationToken);

    private async Task<SeedReport> WriteAsync(
        int contacts, bool keepGaps, bool onlyNew, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var filled = keepGaps ? 0 : await CompanyGaps.FillAsync(connection, cancellationToken);
        var employers = await ReadEmployersAsync(connection, cancellationToken);
        var generated = new ContactGenerator(employers).Generate();
        var written = 0L;
        foreach (var batch in (onlyNew ? generated : generated.Take(contacts)).Chunk(BatchSize))
        {
            var rows = onlyNew ? (await FindNewAsync(connection, batch, cancellationToken)).Take((int)(contacts - written)) : batch;
            written += await new RowWriter(connection).UpsertContactsAsync(rows, cancellationToken);
            meter.Report(written, (double)written / contacts);
            if (written >= contacts)
            {
                break;
            }
        }

        return new SeedReport(written, employers.Count, filled, time.GetElapsedTime(started));
    }

    // Deleted rows count as existing, because writing them would restore them.
    private static async Task<IEnumerable<Contact>> FindNewAsync(
        NpgsqlConnection connection, Contact[] batch, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>();
        await using var command = new NpgsqlCommand("select uuid from contacts where uuid = any($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. batch.Select(contact => contact.Uuid)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetString(0));
        }

        return batch.Where(contact => !known.Contains(contact.Uuid));
    }

    private static async Task<List<Employer>> ReadEmployersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var employers = new List<Employer>();
        await using var command = new NpgsqlCommand(
            "select uuid, normalized_domain, city, state, country from companies where deleted_at is null order by uuid", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            string? Text(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
            employers.Add(new Employer(reader.GetString(0), Text(1), Text(2), Text(3), Text(4)));
        }

        return employers;
    }
}
