using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml.Linq;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Streams of rows over HTTP.</summary>
public sealed class StreamTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("contacts", "")]
    [InlineData("contacts", "title=engineer&employees_min=50")]
    [InlineData("companies", "employees_min=100")]
    public async Task Stream_AsJsonLines_HoldsEveryRowAndSaysHowManyThereWere(string table, string filters)
    {
        var count = (await _api.GetAsync($"/api/v1/{table}/count/?{filters}")).GetProperty("count").GetInt64();
        var lines = await LinesAsync($"/api/v1/{table}/stream/?end=line&{filters}");
        Assert.Equal(count, lines.Count - 1);
        var end = lines[^1];
        Assert.True(end.GetProperty("end").GetBoolean());
        Assert.Equal(count, end.GetProperty("rows").GetInt64());
        Assert.Equal(count, lines.Take(lines.Count - 1).Select(line => line.GetProperty("uuid").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Stream_BeforeItsRows_HasTheTimeUntilTheFirstOne()
    {
        using var response = await _api.Client.GetAsync("/api/v1/contacts/stream/?limit=1", Token);
        Assert.True(double.Parse(response.Headers.GetValues("X-VQL-Took-Ms").Single(), CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task Stream_ResumedWithItsCursor_RepeatsAndMissesNothing()
    {
        var whole = await LinesAsync("/api/v1/companies/stream/?select=uuid&ordering=-employees&end=line");
        var first = await LinesAsync("/api/v1/companies/stream/?select=uuid&ordering=-employees&max_results=700&end=line");
        var rest = await LinesAsync(
            $"/api/v1/companies/stream/?select=uuid&ordering=-employees&end=line&cursor={first[^1].GetProperty("cursor").GetString()}");
        Assert.Equal(whole.SkipLast(1).Select(Raw), first.SkipLast(1).Concat(rest.SkipLast(1)).Select(Raw));
    }

    [Theory]
    [InlineData("contacts", "limit=3")]
    [InlineData("contacts", "max_results=3")]
    [InlineData("companies", "limit=3&max_results=3")]
    public async Task Stream_WithALimit_StopsThereAndReturnsACursor(string table, string limit)
    {
        var lines = await LinesAsync($"/api/v1/{table}/stream/?select=uuid&{limit}&end=line");
        Assert.Equal(3, lines[^1].GetProperty("rows").GetInt64());
        var rest = await LinesAsync(
            $"/api/v1/{table}/stream/?select=uuid&limit=2&end=line&cursor={lines[^1].GetProperty("cursor").GetString()}");
        var list = await _api.GetAsync($"/api/v1/{table}/?limit=5");
        Assert.Equal(
            list.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()),
            lines.SkipLast(1).Concat(rest.SkipLast(1)).Select(line => line.GetProperty("uuid").GetString()));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=3&max_results=4", "max_results")]
    [InlineData("offset=3", "offset")]
    [InlineData("page=2", "page")]
    public async Task Stream_WithUnsupportedParameters_IsRejected(string parameters, string fault)
    {
        using var response = await _api.Client.GetAsync($"/api/v1/contacts/stream/?{parameters}", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal([fault], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task Stream_OverHttp2_ReportsItsEndInTrailersOnly(string format)
    {
        await using var api = await RunningApi.StartAsync(
            rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", "--Kestrel:EndpointDefaults:Protocols=Http2");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/contacts/stream/?select=uuid&limit=3&format={format}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await api.Client.SendAsync(request, Token);
        Assert.Equal(["X-VQL-Rows", "X-VQL-Cursor"], response.Headers.Trailer);
        Assert.Equal("3", response.TrailingHeaders.GetValues("X-VQL-Rows").Single());
        var cursor = response.TrailingHeaders.GetValues("X-VQL-Cursor").Single();
        Assert.DoesNotContain(cursor, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var rest = await LinesAsync($"/api/v1/contacts/stream/?select=uuid&limit=1&cursor={cursor}");
        var list = await _api.GetAsync("/api/v1/contacts/?limit=1&offset=3");
        Assert.Equal(list.GetProperty("results")[0].GetProperty("uuid").GetString(), Assert.Single(rest).GetProperty("uuid").GetString());
    }

    [Fact]
    public async Task Stream_AsCsv_IsAHeaderAndTheRowsInTheOrderOfTheColumns()
    {
        var lines = (await _api.Client.GetStringAsync("/api/v1/contacts/stream/?format=csv&max_results=3&select=created_at,uuid", Token))
            .Split("\r\n");
        Assert.Equal("created_at,uuid", lines[0]);
        Assert.Equal(5, lines.Length);
        Assert.Equal("", lines[4]);
        Assert.All(lines[1..4], line => Assert.Matches("^[0-9T:.-]+Z,[^,]+$", line));
    }

    [Fact]
    public async Task Stream_AsCsvWithAnEndLine_EndsWithIt()
    {
        var lines = (await _api.Client.GetStringAsync("/api/v1/contacts/stream/?format=csv&limit=1&select=uuid&end=line", Token))
            .Split("\r\n");
        Assert.StartsWith("# end rows=1 cursor=", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "'=cmd|x,'@SUM(1),'-2+3,'+12125550123,\"'+a,b\"")]
    [InlineData("&safe=true", "'=cmd|x,'@SUM(1),'-2+3,'+12125550123,\"'+a,b\"")]
    [InlineData("&safe=false", "=cmd|x,@SUM(1),-2+3,+12125550123,\"+a,b\"")]
    public async Task Stream_AsCsv_MarksCellsThatASpreadsheetWouldRun(string safe, string expected)
    {
        await using var insert = rows.Source.CreateCommand("""
            insert into contacts (uuid, first_name, last_name, title, mobile_phone, departments, city)
            values ('formula', '=cmd|x', '@SUM(1)', '-2+3', '+12125550123', '{+a,b}', 'formula city') on conflict do nothing
            """);
        await insert.ExecuteNonQueryAsync(Token);
        var text = await _api.Client.GetStringAsync(
            $"/api/v1/contacts/stream/?format=csv&city=formula city&select=first_name,last_name,title,mobile_phone,departments{safe}",
            Token);
        Assert.Equal(expected, text.Split("\r\n")[1]);
    }

    [Fact]
    public async Task Stream_AsCsvWithAByteOrderMark_BeginsWithIt()
    {
        var body = await _api.Client.GetByteArrayAsync("/api/v1/contacts/stream/?format=csv&limit=1&bom=true", Token);
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'u'], body[..4]);
        Assert.Equal((byte)'u', (await _api.Client.GetByteArrayAsync("/api/v1/contacts/stream/?format=csv&limit=1", Token))[0]);
    }

    [Fact]
    public async Task Stream_AsAWorkbook_HoldsWhatCsvHolds()
    {
        const string Query = "ordering=-employees&limit=200&select=name,employees_count,keywords,created_at&safe=false&format=";
        var csv = await _api.Client.GetStringAsync($"/api/v1/companies/stream/?{Query}csv", Token);
        var body = await _api.Client.GetByteArrayAsync(
            $"/api/v1/companies/stream/?{Query.Replace("&safe=false", "", StringComparison.Ordinal)}xlsx", Token);
        using var archive = new ZipArchive(new MemoryStream(body));
        await using var entry = await archive.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync(Token);
        var sheet = await XDocument.LoadAsync(entry, LoadOptions.PreserveWhitespace, Token);
        var cells = sheet.Descendants().Where(node => node.Name.LocalName == "row")
            .Select(row => row.Elements().Select(cell => cell.Value).ToList()).ToList();
        Assert.Equal(201, cells.Count);
        Assert.Equal(csv, string.Concat(cells.Select(row => string.Join(',', row.Select(Quoted)) + "\r\n")));

        static string Quoted(string cell) =>
            cell.AsSpan().IndexOfAny("\",\r\n#") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [Theory]
    [InlineData("format=csv&safe=maybe", "safe")]
    [InlineData("format=xlsx&bom=true", "bom")]
    [InlineData("format=csv&bom=maybe", "bom")]
    [InlineData("format=xlsx&end=line", "end")]
    [InlineData("end=never", "end")]
    public async Task Stream_WithAnOptionOfAnotherFormat_IsRejected(string parameters, string fault) =>
        await Stream_WithUnsupportedParameters_IsRejected(parameters, fault);

    [Fact]
    public async Task Stream_ToAClientThatTakesGzip_IsCompressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/contacts/stream/?max_results=500");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await _api.Client.SendAsync(request, Token);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        await using var body = new GZipStream(await response.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var reader = new StreamReader(body);
        Assert.Equal(500, (await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Stream_WithInvalidParameters_IsRejectedWithAllErrors()
    {
        using var response = await _api.Client.GetAsync("/api/v1/contacts/stream/?format=xml&max_results=0&select=emial&titel=x", Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(
            ["format", "max_results", "select", "titel"],
            problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    private async Task<List<JsonElement>> LinesAsync(string path)
    {
        var text = await _api.Client.GetStringAsync(path, Token);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static string Raw(JsonElement line) => line.GetRawText();
}
