using System.Net;
using System.Text.Json;
using Vql.Core.Filters;

namespace Vql.Tests.Api;

/// <summary>Compares the capabilities that the API reports with its behavior.</summary>
public sealed class CapabilityTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private const string Path = "/api/v1/capabilities/";

    [Fact]
    public async Task Capabilities_OfBothEntities_AreThoseOfTheTables()
    {
        var capabilities = await Api.GetAsync(Path);
        foreach (var (entity, filters) in capabilities.GetProperty("entities").EnumerateArray().Zip(
            [FilterTable.Contacts, FilterTable.Companies]))
        {
            Assert.Equal(filters.Fields.Table, entity.GetProperty("name").GetString());
            var names = entity.GetProperty("filters").EnumerateArray()
                .SelectMany(
                    filter => filter.GetProperty("modifiers").EnumerateArray().Append(filter.GetProperty("name"))
                        .Append(filter.GetProperty("alias")))
                .Select(name => name.GetString()).OfType<string>().ToHashSet();
            Assert.All(filters.Names, name => Assert.True(names.Contains(name) || name.Contains('.', StringComparison.Ordinal), name));
            Assert.Equal(OrderTable.For(filters.Fields.Entity).Keys, Texts(entity, "orders"));
            Assert.Equal(
                filters.Fields.Fields.Select(field => field.Name),
                entity.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task EveryCapability_Asked_IsAnswered()
    {
        foreach (var entity in (await Api.GetAsync(Path)).GetProperty("entities").EnumerateArray())
        {
            var prefix = $"/api/v1/{entity.GetProperty("name").GetString()}/";
            foreach (var filter in entity.GetProperty("filters").EnumerateArray())
            {
                var (name, example) = (
                    filter.GetProperty("name").GetString(), Uri.EscapeDataString(filter.GetProperty("example").GetString()!));
                await AssertAnsweredAsync($"{prefix}count/?{name}={example}");
            }

            foreach (var order in Texts(entity, "orders").Append(entity.GetProperty("default_order").GetString()))
            {
                await AssertAnsweredAsync($"{prefix}?limit=1&ordering={order}");
            }

            foreach (var facet in Texts(entity, "facets"))
            {
                await AssertAnsweredAsync($"{prefix}facets/?facets={facet}&facet_size=1");
            }

            foreach (var list in Texts(entity, "value_lists"))
            {
                await AssertAnsweredAsync($"{prefix}{list}/?distinct=true&limit=1");
            }

            foreach (var key in Texts(entity, "lookup_keys"))
            {
                using var found = await PostAsync(Tables, $"{prefix}lookup", $$"""{"keys":[{"{{key}}":"example.com"}]}""");
                Assert.Equal(HttpStatusCode.OK, found.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Limits_OfTheCapabilities_AreEnforced()
    {
        await using var api = await RunningApi.StartAsync(
            Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--API_MAX_BODY_BYTES=5000",
            "--API_MAX_REQUESTS_PER_MINUTE=900", "--API_REQUEST_TIMEOUT=20", "--FALLBACK_TIMEOUT=7");
        var capabilities = await api.GetAsync(Path);
        var limits = capabilities.GetProperty("limits");
        Assert.Equal((5000, 900), (Number("body_bytes_max"), Number("requests_per_minute")));
        Assert.Equal((20, 7), (Number("request_seconds"), Number("tables_seconds")));
        Assert.Equal(Number("page_size_default"), UuidsOf(await api.GetAsync("/api/v1/contacts/")).Count());
        await AssertLimitAsync(size => $"/api/v1/contacts/?limit={size}", "page_size_max");
        await AssertLimitAsync(size => $"/api/v1/contacts/?limit=1&offset={size}", "offset_max");
        await AssertLimitAsync(
            size => $"/api/v1/contacts/count/?title={string.Join(',', Enumerable.Range(0, size).Select(number => $"w{number}"))}",
            "filter_values_max");
        await AssertLimitAsync(size => $"/api/v1/contacts/facets/?facets=seniority&facet_size={size}", "facet_size_max");
        Assert.False(capabilities.GetProperty("features").GetProperty("CONNECTRA_ENABLED").GetBoolean());
        Assert.Equal(["jsonl", "csv", "xlsx"], Texts(capabilities.GetProperty("formats"), "streams"));

        using var known = new HttpRequestMessage(HttpMethod.Get, Path);
        known.Headers.Add("If-None-Match", (await api.Client.GetAsync(Path, Token)).Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await api.Client.SendAsync(known, Token)).StatusCode);

        int Number(string name) => limits.GetProperty(name).GetInt32();

        async Task AssertLimitAsync(Func<int, string> path, string limit)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(path(Number(limit)), Token)).StatusCode);
            Assert.Single(await FaultsOfAsync(await api.Client.GetAsync(path(Number(limit) + 1), Token)));
        }
    }

    private async Task AssertAnsweredAsync(string path)
    {
        foreach (var api in new[] { Api, Tables })
        {
            using var response = await api.Client.GetAsync(path, Token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {await response.Content.ReadAsStringAsync(Token)}");
        }
    }

    private static IEnumerable<string?> Texts(JsonElement owner, string member) =>
        owner.GetProperty(member).EnumerateArray().Select(text => text.GetString());
}
