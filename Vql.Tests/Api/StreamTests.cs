using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Streams of rows over HTTP.</summary>
public sealed class StreamTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("contacts", "")]
    [InlineData("contacts", "title=engineer&employees_min=50")]
    [InlineData("companies", "employees_min=100")]
    public async Task Stream_AsJsonLines_HoldsEveryRowAndSaysHowManyThereWere(string table, string filters)
    {
        var count = (await _api.GetAsync($"/api/v1/{table}/count/?{filters}")).GetProperty("count").GetInt64();
        var lines = await LinesAsync($"/api/v1/{table}/stream/?{filters}");
        Assert.Equal(count, lines.Count - 1);
        var end = lines[^1];
        Assert.True(end.GetProperty("end").GetBoolean());
        Assert.Equal(count, end.GetProperty("rows").GetInt64());
        Assert.Equal(count, lines.Take(lines.Count - 1).Select(line => line.GetProperty("uuid").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Stream_GoneOnWithItsCursor_RepeatsAndMissesNothing()
    {
        var whole = await LinesAsync("/api/v1/companies/stream/?select=uuid&ordering=-employees");
        var first = await LinesAsync("/api/v1/companies/stream/?select=uuid&ordering=-employees&max_results=700");
        var rest = await LinesAsync($"/api/v1/companies/stream/?select=uuid&ordering=-employees&cursor={first[^1].GetProperty("cursor").GetString()}");
        Assert.Equal(whole.SkipLast(1).Select(Raw), first.SkipLast(1).Concat(rest.SkipLast(1)).Select(Raw));
    }

    [Theory]
    [InlineData("contacts", "limit=3")]
    [InlineData("contacts", "max_results=3")]
    [InlineData("companies", "limit=3&max_results=3")]
    public async Task Stream_WithALimit_StopsThereAndSaysWhereToGoOn(string table, string limit)
    {
        var ways = await LinesAsync($"/api/v1/{table}/stream/?select=uuid&{limit}");
        Assert.Equal(3, ways[^1].GetProperty("rows").GetInt64());
        var rest = await LinesAsync($"/api/v1/{table}/stream/?select=uuid&limit=2&cursor={ways[^1].GetProperty("cursor").GetString()}");
        var list = await _api.GetAsync($"/api/v1/{table}/?limit=5");
        Assert.Equal(
            list.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()),
            ways.SkipLast(1).Concat(rest.SkipLast(1)).Select(line => line.GetProperty("uuid").GetString()));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=3&max_results=4", "max_results")]
    [InlineData("offset=3", "offset")]
    [InlineData("page=2", "page")]
    public async Task Stream_WithWhatItDoesNotDo_IsRefused(string parameters, string fault)
    {
        using var response = await _api.Client.GetAsync($"/api/v1/contacts/stream/?{parameters}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal([fault], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Stream_AsCsv_HasAHeaderAndAnEnd()
    {
        var text = await _api.Client.GetStringAsync("/api/v1/contacts/stream/?format=csv&max_results=3&select=uuid,departments,created_at", Token);
        var lines = text.Split("\r\n");
        Assert.Equal("uuid,departments,created_at", lines[0]);
        Assert.StartsWith("# end rows=3 cursor=", lines[4], StringComparison.Ordinal);
        Assert.Equal("", lines[5]);
    }

    [Fact]
    public async Task Stream_ToAClientThatTakesGzip_IsCompressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/contacts/stream/?max_results=500");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await _api.Client.SendAsync(request, Token);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        await using var body = new GZipStream(await response.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var reader = new StreamReader(body);
        Assert.Equal(501, (await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Stream_WithWrongParameters_IsRefusedWithAllFaults()
    {
        using var response = await _api.Client.GetAsync("/api/v1/contacts/stream/?format=xml&max_results=0&select=emial&titel=x", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(["format", "max_results", "select", "titel"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    private async Task<List<JsonElement>> LinesAsync(string path)
    {
        var text = await _api.Client.GetStringAsync(path, Token);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static string Raw(JsonElement line) => line.GetRawText();
}
