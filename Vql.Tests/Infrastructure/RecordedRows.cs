using System.Text.Json;
using Npgsql;
using Vql.Core.Documents;

namespace Vql.Tests.Infrastructure;

/// <summary>The rows that the recorded responses are based on, in a separate database.</summary>
public sealed class RecordedRows(PostgresServer server) : IAsyncLifetime
{
    public NpgsqlDataSource Source { get; private set; } = null!;

    public string ConnectionString { get; private set; } = null!;

    public static IReadOnlyList<Company> Companies { get; } = Read("companies.jsonl", RowJson.Default.Company);

    public static IReadOnlyList<Contact> Contacts { get; } = Read("contacts.jsonl", RowJson.Default.Contact);

    /// <summary>The rows, and texts to search for in them.</summary>
    public static SearchedRows Searched { get; } = new("searched", Companies, Contacts, EdgeCaseText.Word, EdgeCaseText.Word);

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync("recorded", FillAsync);
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync() => await Source.DisposeAsync();

    private static async Task FillAsync(NpgsqlDataSource source)
    {
        await Searched.WriteAsync(source);
        await using var analyze = source.CreateCommand("analyze companies; analyze contacts");
        await analyze.ExecuteNonQueryAsync();
    }

    private static List<T> Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        [.. File.ReadLines(RecordedFile.Path(file)).Select(line => JsonSerializer.Deserialize(line, type)!)];
}
