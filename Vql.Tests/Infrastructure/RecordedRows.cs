using System.Text.Json;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Tests.Infrastructure;

/// <summary>The rows that the recorded answers were given on, loaded into a database of its own.</summary>
public sealed class RecordedRows(PostgresServer server) : IAsyncLifetime
{
    public NpgsqlDataSource Source { get; private set; } = null!;

    public string ConnectionString { get; private set; } = null!;

    public static IReadOnlyList<Company> Companies { get; } = Read("companies.jsonl", RowJson.Default.Company);

    public static IReadOnlyList<Contact> Contacts { get; } = Read("contacts.jsonl", RowJson.Default.Contact);

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        Source = NpgsqlDataSource.Create(ConnectionString);
        await Migrator.MigrateAsync(Source, TestContext.Current.CancellationToken);
        await using var connection = await Source.OpenConnectionAsync();
        var writer = new RowWriter(connection);
        await writer.UpsertCompaniesAsync(Companies, CancellationToken.None);
        await writer.UpsertContactsAsync(Contacts, CancellationToken.None);
        // The recorded rows had never been changed.
        await using var finish = new NpgsqlCommand(
            "update companies set updated_at = created_at; update contacts set updated_at = created_at; analyze companies; analyze contacts", connection);
        await finish.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await Source.DisposeAsync();

    private static List<T> Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        [.. File.ReadLines(RecordedFile.Path(file)).Select(line => JsonSerializer.Deserialize(line, type)!)];
}
