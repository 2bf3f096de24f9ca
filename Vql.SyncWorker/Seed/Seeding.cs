using Npgsql;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Seed;

/// <summary>Generates contacts at the companies in the database, and values for the companies' gaps.</summary>
internal sealed class Seeding(NpgsqlDataSource source, TimeProvider time)
{
    private const int BatchSize = 10_000;

    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<SeedReport> SeedAsync(int contacts, bool keepGaps, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var filled = keepGaps ? 0 : await CompanyGaps.FillAsync(connection, cancellationToken);
        var employers = await ReadEmployersAsync(connection, cancellationToken);
        var written = 0L;
        foreach (var batch in new People(employers).Generate(contacts).Chunk(BatchSize))
        {
            written += await new RowWriter(connection).UpsertContactsAsync(batch, cancellationToken);
            meter.Report(written, (double)written / contacts);
        }

        return new SeedReport(written, employers.Count, filled, time.GetElapsedTime(started));
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
