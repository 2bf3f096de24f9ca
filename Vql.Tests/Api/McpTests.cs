using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The tools of the Model Context Protocol, called by the client of the SDK over HTTP.</summary>
public sealed class McpTests(NodeBothPaths paths) : BothPathsTests(paths)
{
    private const string ProKey = "pro-pro-pro-pro-pro";
    private const string FreeKey = "free-free-free-free";
    private const string WriteKey = "contacts-write-key";

    private static readonly string[] ReadTools =
        ["capabilities", "count", "explain", "facets", "lookup", "search", "suggest", "sync_status"];

    [Fact]
    public async Task Search_WithFilters_ReturnsThePagesOfTheApiOnBothPaths()
    {
        var expected = await Api.GetAsync("/api/v1/contacts/?seniority=vp,director&limit=7&ordering=-created_at&total=true");
        foreach (var (api, source) in new[] { (Api, "vql"), (Tables, "postgres") })
        {
            await using var client = await ConnectAsync(api);
            var arguments = Arguments(
                """{"entity":"contacts","filters":{"seniority":["vp","director"]},"limit":4,"total":true,"ordering":"-created_at"}""");
            var first = await CallAsync(client, "search", arguments);
            Assert.Equal(4, first["results"]!.AsArray().Count);
            Assert.Equal(source, first["meta"]!["source"]!.GetValue<string>());
            Assert.Equal(
                expected.GetProperty("meta").GetProperty("total").GetProperty("value").GetInt64(),
                first["meta"]!["total"]!["value"]!.GetValue<long>());
            Assert.False(first.AsObject().ContainsKey("next"));
            arguments["cursor"] = first["next_cursor"]!.GetValue<string>();
            arguments["limit"] = 3;
            arguments["select"] = new[] { "uuid" };
            var second = await CallAsync(client, "search", arguments);
            Assert.Equal(
                UuidsOf(expected),
                first["results"]!.AsArray().Concat(second["results"]!.AsArray()).Select(row => row!["uuid"]!.GetValue<string>()));
            Assert.Single(second["results"]![0]!.AsObject());
        }
    }

    [Theory]
    [InlineData("http://evil.example:5080", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:3000", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Request_OfAPage_IsAnsweredIfItsOriginIsAllowed(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", null, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await Api.Client.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Tools_WithoutAWriteKey_OnlyRead()
    {
        await using var api = await SecuredAsync();
        await using var client = await ConnectAsync(api, ProKey);
        var tools = await client.ListToolsAsync(cancellationToken: Token);
        Assert.Equal(ReadTools, tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        var filters = tools.Single(tool => tool.Name == "search").JsonSchema.GetProperty("properties").GetProperty("filters");
        Assert.Equal("integer", filters.GetProperty("properties").GetProperty("employees_min").GetProperty("type").GetString());
        Assert.True(filters.GetProperty("properties").TryGetProperty("exclude_titles", out _));
        await Assert.ThrowsAnyAsync<Exception>(() => client.CallToolAsync(
            "upsert", Arguments("""{"entity":"contacts","match":"email","row":{"email":"no@mcp.example"}}"""),
            cancellationToken: Token).AsTask());
        Assert.Equal(0, (await Tables.GetAsync("/api/v1/contacts/count/?email=no@mcp.example")).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Upsert_WithTheWriteKeyOfContacts_WritesContactsOnly()
    {
        await using var api = await SecuredAsync();
        await using var client = await ConnectAsync(api, ProKey, WriteKey);
        var arguments = Arguments("""{"entity":"contacts","match":"email","row":{"email":"yes@mcp.example","title":"CTO"}}""");
        var created = await CallAsync(client, "upsert", arguments);
        var again = await CallAsync(client, "upsert", arguments);
        Assert.Equal(created["uuid"]!.GetValue<string>(), again["uuid"]!.GetValue<string>());
        var found = await CallAsync(client, "lookup", Arguments("""{"entity":"contacts","keys":[{"email":"YES@mcp.example"}]}"""));
        Assert.Equal("CTO", found["results"]![0]!["record"]!["title"]!.GetValue<string>());
        Assert.Equal(
            "Forbidden",
            await FailAsync(
                client, "upsert", """{"entity":"companies","match":"domain","row":{"website":"mcp.example"}}"""));
        Assert.Contains(
            "row.email", await FailAsync(client, "upsert", """{"entity":"contacts","match":"email","row":{"email":"x"}}"""),
            StringComparison.Ordinal);

        await using var free = await ConnectAsync(api, FreeKey, WriteKey);
        Assert.Equal(
            ReadTools, (await free.ListToolsAsync(cancellationToken: Token)).Select(tool => tool.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tools_ThatRead_ReturnTheAnswersOfTheApi()
    {
        await using var client = await ConnectAsync(Api);
        var count = await CallAsync(client, "count", Arguments("""{"entity":"companies","filters":{"employees_min":100}}"""));
        Assert.Equal(
            (await Api.GetAsync("/api/v1/companies/count/?employees_min=100")).GetProperty("count").GetInt64(),
            count["count"]!.GetValue<long>());
        var facets = await CallAsync(
            client, "facets", Arguments("""{"entity":"contacts","facets":["seniority"],"limit":3,"filters":{"title":["engineer"]}}"""));
        Assert.Equal(
            (await Api.GetAsync("/api/v1/contacts/facets/?facets=seniority&facet_size=3&title=engineer")).GetRawText(),
            Text(facets));
        var suggestions = await CallAsync(
            client, "suggest", Arguments("""{"entity":"contacts","field":"title","text":"vice pr","limit":2}"""));
        Assert.Equal(
            (await Api.GetAsync("/api/v1/contacts/suggest?field=title&q=vice%20pr&limit=2")).GetRawText(), Text(suggestions));
        var explanation = await CallAsync(client, "explain", Arguments("""{"entity":"contacts","filters":{"title":"CEO"}}"""));
        Assert.Contains("chief", Text(explanation["vql"]!), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("select", explanation["sql"]!.GetValue<string>(), StringComparison.Ordinal);
        var capabilities = await CallAsync(client, "capabilities", Arguments("""{"entity":"companies"}"""));
        Assert.Equal("companies", capabilities["name"]!.GetValue<string>());
        Assert.Equal(500, capabilities["limits"]!["batch_items_max"]!.GetValue<int>());
        Assert.True((await CallAsync(client, "sync_status", [])).AsObject().ContainsKey("connectra_status"));
    }

    [Theory]
    [InlineData("search", "{}", "entity")]
    [InlineData("search", """{"entity":"contact","limit":0,"totl":true}""", "entity|limit|totl")]
    [InlineData("search", """{"entity":"contacts","limit":101}""", "limit")]
    [InlineData(
        "search", """{"entity":"contacts","filters":{"titel":"x","limit":5000,"status":"x"}}""",
        "filters.titel|filters.limit|filters.status")]
    [InlineData("search", """{"entity":"contacts","filters":{"employees_min":"many","title":{}}}""", "employees_min|title")]
    [InlineData("count", """{"entity":"contacts","filters":[]}""", "filters")]
    [InlineData("facets", """{"entity":"contacts","facets":["titel"]}""", "facets")]
    [InlineData("lookup", """{"entity":"contacts","keys":[]}""", "keys")]
    [InlineData("suggest", """{"entity":"contacts","text":"vp"}""", "field")]
    [InlineData("explain", """{"entity":"contacts","ordering":"nothing"}""", "ordering")]
    public async Task Tool_WithInvalidArguments_ReturnsEveryErrorAsText(string tool, string arguments, string names)
    {
        await using var client = await ConnectAsync(Tables);
        var text = await FailAsync(client, tool, arguments);
        Assert.All(names.Split('|'), name => Assert.Contains($"{name}: ", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_BeyondTheBudget_IsAnErrorOfTheTool()
    {
        await using var api = await RunningApi.StartAsync(
            Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--API_MAX_QUERY_COST=1");
        await using var client = await ConnectAsync(api);
        Assert.Contains(
            "budget", await FailAsync(client, "search", """{"entity":"contacts","filters":{"title":"engineering manager"}}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_WithoutAKeyOrBeyondTheRateLimit_AreRejectedAsOnOtherRoutes()
    {
        await using var api = await SecuredAsync("--API_MAX_REQUESTS_PER_MINUTE=60");
        using var anonymous = await SendAsync(api, key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        HttpStatusCode status;
        var sent = 0;
        do
        {
            using var response = await SendAsync(api, ProKey);
            status = response.StatusCode;
        }
        while (status == HttpStatusCode.OK && ++sent < 500);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningApi api, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(
                """
                {"jsonrpc":"2.0","id":1,"method":"initialize",
                 "params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
                """,
                System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await api.Client.SendAsync(request, Token);
    }

    private Task<RunningApi> SecuredAsync(params string[] more) => RunningApi.StartAsync(
        Rows.ConnectionString, "http://127.0.0.1:9",
        [
            "--CONNECTRA_ENABLED=false", "--environment=Production", $"--CONTACTS_WRITE_KEY={WriteKey}",
            $"--COMPANIES_WRITE_KEY=companies-write-key", $"--API_KEYS=pro:ProUser:{ProKey},free:FreeUser:{FreeKey}", .. more,
        ]);

    private static Task<McpClient> ConnectAsync(RunningApi api, string? key = null, string? writeKey = null)
    {
        var headers = new Dictionary<string, string>();
        if (key is not null)
        {
            headers["X-API-Key"] = key;
        }

        if (writeKey is not null)
        {
            headers["X-Contacts-Write-Key"] = writeKey;
        }

        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(api.Client.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = headers,
        });
        return McpClient.CreateAsync(transport, cancellationToken: Token);
    }

    private static Dictionary<string, object?> Arguments(string json) => JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!;

    private static async Task<JsonNode> CallAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: Token);
        Assert.True(result.IsError != true, TextOf(result));
        return JsonNode.Parse(TextOf(result))!;
    }

    private static async Task<string> FailAsync(McpClient client, string tool, string arguments)
    {
        var result = await client.CallToolAsync(tool, Arguments(arguments), cancellationToken: Token);
        Assert.True(result.IsError);
        return TextOf(result);
    }

    private static string TextOf(CallToolResult result) => ((TextContentBlock)Assert.Single(result.Content)).Text;

    private static string Text(JsonNode node) => node.ToJsonString(
        new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
