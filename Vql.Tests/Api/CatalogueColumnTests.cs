using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Client.Records;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Storage.Postgres;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests of the API with a row that has a distinct value in each column, and a row without values.</summary>
public sealed class CatalogueColumnTests(PostgresServer server) : IAsyncLifetime
{
    // Columns without a member in any response.
    private static readonly string[] HiddenColumns = ["company_id", "address", "normalized_domain"];

    private NpgsqlDataSource _source = null!;
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connection = await server.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(connection);
        await Migrator.MigrateAsync(_source, Token);
        _api = await RunningApi.StartAsync(connection, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
        foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
        {
            foreach (var row in new[] { CatalogueRow.Of(entity), new JsonObject { ["uuid"] = "e3b7a000-0000-4000-8000-000000000000" } })
            {
                using var response = await _api.Client.PostAsJsonAsync($"/api/v1/{entity.Table}/", row, Token);
                Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Token));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Detail_OfARow_ShowsEveryColumn(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var detail = await _api.GetAsync($"/api/v1/{entity.Table}/{CatalogueRow.UuidOf(entity)}/");
        var text = detail.GetRawText();
        Assert.All(
            CatalogueRow.Columns(entity).Where(column => !HiddenColumns.Contains(column.Name)),
            column => Assert.Contains(CatalogueRow.TextOf(entity, column), text, StringComparison.Ordinal));
        Assert.All(entity.ListedFields, field => Assert.Equal(ValueOf(field), detail.GetProperty(field.Name).ToString()));
    }

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task List_OfRows_EndsWithTheMembersThatTheCatalogueAdds(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var page = await _api.GetAsync($"/api/v1/{entity.Table}/?ordering=created_at");
        var row = page.GetProperty("results")[0];
        var added = entity.ListedFields.Select(field => field.Name).ToList();
        Assert.Equal(added, row.EnumerateObject().Select(member => member.Name).TakeLast(added.Count));
        Assert.All(entity.ListedFields, field => Assert.Equal(ValueOf(field), row.GetProperty(field.Name).ToString()));
    }

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Export_OfEveryColumn_HoldsEachUnderItsName(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var columns = CatalogueRow.Columns(entity).ToList();
        var select = string.Join(',', columns.Select(column => column.Name));
        var csv = await _api.Client.GetStringAsync(
            $"/api/v1/{entity.Table}/stream/?format=csv&safe=false&ordering=created_at&select={select}", Token);
        Assert.Equal(
            [select, string.Join(',', columns.Select(column => CatalogueRow.TextOf(entity, column)))], csv.Split("\r\n").Take(2));
        var line = JsonNode.Parse((await _api.Client.GetStringAsync(
            $"/api/v1/{entity.Table}/stream/?format=jsonl&ordering=created_at&select={select}", Token)).Split('\n')[0])!;
        Assert.All(
            columns,
            column => Assert.Equal(CatalogueRow.Of(entity)[column.Name]!.ToJsonString(), line[column.Name]!.ToJsonString()));
    }

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Filter_OfAColumn_FindsItsValueAlone(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var filters = FilterTable.For(name).Parameters.Where(filter => filter is { Excludes: false, Modifies.Count: 0, Fields.Count: 1 }
            && filter.Kind is not (FilterKind.After or FilterKind.Before or FilterKind.Has)).ToList();
        foreach (var filter in filters)
        {
            var value = Uri.EscapeDataString(ValueOf(entity[filter.Fields[0]]));
            var count = await _api.GetAsync($"/api/v1/{entity.Table}/count/?{filter.Name}={value}");
            Assert.True(count.GetProperty("count").GetInt64() == 1, $"{filter.Name}={value}: {count}");
        }

        Assert.Subset(filters.Select(filter => filter.Name).ToHashSet(), entity.ListedFields.Select(field => field.Name).ToHashSet());
    }

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task Order_ByAColumn_PutsTheRowWithAValueFirst(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var orders = OrderTable.For(name).Keys
            .Where(key => key != Field.RelevanceName && !key.EndsWith("ed_at", StringComparison.Ordinal)).ToList();
        // A contact without a company has zero values for its columns, as in the Go service, and sorts first.
        var ascending = orders.Where(key => !entity[OrderTable.For(name)[key]].OfCompany);
        foreach (var order in ascending.Concat(orders.Select(key => $"-{key}")))
        {
            var page = await _api.GetAsync($"/api/v1/{entity.Table}/?ordering={order}");
            var first = page.GetProperty("results")[0].GetProperty("uuid").GetString();
            Assert.True(first == CatalogueRow.UuidOf(entity), $"{order}: {first}");
        }

        Assert.Subset(orders.ToHashSet(), entity.ListedFields.Select(field => field.Name).ToHashSet());
    }

    [Theory]
    [InlineData(Entity.Contact, typeof(ContactWrite), typeof(Contact))]
    [InlineData(Entity.Company, typeof(CompanyWrite), typeof(Company))]
    public void Client_OfEveryColumn_HasItsMember(Entity name, Type written, Type shown)
    {
        var entity = FieldCatalogue.For(name);
        Assert.Equal(
            CatalogueRow.Columns(entity).Select(column => column.Name).Append("uuid").Order(StringComparer.Ordinal),
            MembersOf(written).Order(StringComparer.Ordinal));
        Assert.Subset(MembersOf(shown), entity.ListedFields.Select(field => field.Name).ToHashSet());
    }

    private static HashSet<string> MembersOf(Type type) =>
        [.. type.GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    private static string ValueOf(Field field) => field.Name == "company_id" ? CatalogueRow.CompanyUuid
        : CatalogueRow.TextOf(field.OfCompany ? FieldCatalogue.Companies : OwnerOf(field), field.Column);

    // Columns of both tables can have the same name, so they are compared by reference.
    private static EntityFields OwnerOf(Field field) =>
        FieldCatalogue.Contacts.Columns.Any(column => ReferenceEquals(column, field.Column))
            ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
}
