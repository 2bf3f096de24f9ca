using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage.Postgres;

/// <summary>Tests that rows with a distinct value in each column are written and read.</summary>
public sealed class RowColumnTests(PostgresServer server) : IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await Migrator.MigrateAsync(_source, Token);
        await using var connection = await _source.OpenConnectionAsync(Token);
        var writer = new RowWriter(connection);
        await writer.UpsertCompaniesAsync([CatalogueRow.Company()], Token);
        await writer.UpsertContactsAsync([CatalogueRow.Contact()], Token);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Writer_OfEveryColumn_WritesTheColumnOfThatName(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        await using var command = _source.CreateCommand($"select to_jsonb(written) from {entity.Table} as written");
        var stored = JsonNode.Parse((string)(await command.ExecuteScalarAsync(Token))!)!;
        AssertContains(CatalogueRow.Of(entity), stored, entity);
    }

    [Fact]
    public async Task Reader_OfAContactWithItsCompany_ReadsTheColumnOfEachName()
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        var contact = await new SingleRows(connection).ReadContactAsync(CatalogueRow.ContactUuid, locked: false, Token);
        AssertContains(
            CatalogueRow.Of(FieldCatalogue.Contacts), JsonSerializer.SerializeToNode(contact, RowJson.Default.Contact)!,
            FieldCatalogue.Contacts);
        AssertContains(
            CatalogueRow.Of(FieldCatalogue.Companies), JsonSerializer.SerializeToNode(contact!.Company, RowJson.Default.Company)!,
            FieldCatalogue.Companies);
        Assert.NotNull(contact.Id);
        Assert.NotNull(contact.CreatedAt);
        Assert.NotNull(contact.Company!.UpdatedAt);
        Assert.Null(contact.DeletedAt);
    }

    [Fact]
    public void ZeroValues_OfAnEmptyRow_FillEveryColumnThatIsWritten()
    {
        var contact = JsonSerializer.SerializeToNode(ZeroValues.Fill(new Contact()), RowJson.Default.Contact)!;
        var company = JsonSerializer.SerializeToNode(ZeroValues.Fill(new Company()), RowJson.Default.Company)!;
        Assert.All(CatalogueRow.Columns(FieldCatalogue.Contacts), column => Assert.NotNull(contact[column.Name]));
        Assert.All(CatalogueRow.Columns(FieldCatalogue.Companies), column => Assert.NotNull(company[column.Name]));
    }

    private static void AssertContains(JsonObject expected, JsonNode row, EntityFields entity) => Assert.All(
        CatalogueRow.Columns(entity),
        column => Assert.Equal(expected[column.Name]!.ToJsonString(), row[column.Name]?.ToJsonString()));
}
