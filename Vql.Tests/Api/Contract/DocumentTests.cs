using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>Tests that the OpenAPI document describes every operation completely.</summary>
public sealed class DocumentTests(PostgresServer server) : IAsyncLifetime
{
    private RunningApi _api = null!;
    private ApiContract _contract = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RunningApi.StartAsync(await server.CreateDatabaseAsync(), "http://127.0.0.1:9");
        _contract = await ApiContract.ReadAsync(_api);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public void Document_OfEveryOperation_IsComplete()
    {
        Assert.StartsWith("3.1", _contract.Document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(_contract.Operations);
        Assert.Empty(_contract.Operations.SelectMany(operation => Gaps(operation).Select(gap => $"{operation}: {gap}")));
    }

    [Fact]
    public async Task Routes_OfTheApi_AreAllInTheDocument()
    {
        await using var api = Vql.Api.Api.Build(
            ["--environment=Development", "--ConnectionStrings:vqldb=Host=localhost", "--Logging:LogLevel:Default=None"]);
        var routes =
            from source in ((IEndpointRouteBuilder)api).DataSources
            from endpoint in source.Endpoints.OfType<RouteEndpoint>()
            where endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            select $"{method} {endpoint.RoutePattern.RawText}";
        Assert.Equal(
            routes.Order(StringComparer.Ordinal),
            _contract.Operations.Select(operation => operation.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_WithSharedParameters_IsLessThanHalfOfTheInlineOne()
    {
        // The former document, and the routes of suggestions, upserts and batches as it would have contained them.
        const int InlineBytes = 1_504_084 + 61_017 + 178_099;

        // The routes of monitoring have few parameters to share, and are not in the former document.
        const int MonitoringBytes = 19_251;
        Assert.True((await _api.Client.GetByteArrayAsync("/openapi/v1.json", Token)).Length - MonitoringBytes < InlineBytes / 2);
        Assert.All(
            _contract.Document.GetProperty("paths").GetProperty("/api/v1/contacts/").GetProperty("get").GetProperty("parameters")
                .EnumerateArray(),
            parameter => Assert.True(parameter.TryGetProperty("$ref", out _), parameter.GetRawText()));
    }

    [Theory]
    [InlineData("title.match", "enum", "[\"words\",\"exact\",\"substring\",\"prefix\"]")]
    [InlineData("title.fuzzy", "type", "string")]
    [InlineData("total", "type", "boolean")]
    [InlineData("normalize_title_column", "type", "boolean")]
    [InlineData("employees_min", "minimum", "0")]
    [InlineData("employees_min", "format", "int64")]
    [InlineData("limit", "maximum", "10000")]
    [InlineData("page", "minimum", "1")]
    [InlineData("consistency", "enum", "[\"eventual\",\"fresh\"]")]
    [InlineData("view", "enum", "[\"simple\"]")]
    [InlineData("select", "type", "array")]
    public void Parameter_OfAList_HasTypeAndBounds(string name, string keyword, string value)
    {
        var schema = Operation(HttpMethod.Get, "/api/v1/contacts/").Parameters.Single(parameter => parameter.Name == name).Schema;
        Assert.Equal(value, Regex.Replace(schema.GetProperty(keyword).ToString(), @"\s", ""));
    }

    [Fact]
    public void Facets_OfContacts_AreAnEnumeration()
    {
        var facets = Operation(HttpMethod.Get, "/api/v1/contacts/facets/").Parameters.Single(parameter => parameter.Name == "facets");
        Assert.True(facets.IsRequired);
        Assert.Equal(
            FilterTable.Contacts.Facets.Select(facet => facet.Name),
            facets.Schema.GetProperty("items").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", true)]
    [InlineData("2", false)]
    [InlineData("3", true)]
    [InlineData("9", true)]
    [InlineData("10", true)]
    [InlineData("20", true)]
    [InlineData("1", false)]
    [InlineData("21", false)]
    [InlineData("yes", false)]
    public void Fuzzy_OfAFilter_IsABooleanOrALength(string value, bool isValid)
    {
        var schema = Operation(HttpMethod.Get, "/api/v1/contacts/").Parameters.Single(parameter => parameter.Name == "title.fuzzy").Schema;
        Assert.Equal(isValid, !_contract.Schemas.Faults(schema, JsonSerializer.SerializeToElement(value), "value").Any());
    }

    [Theory]
    [InlineData("""{"where":{"keyword_match":{"must":{"seniority":["vp"],"company_employees_count":[50]}}}}""", true)]
    [InlineData("""{"where":{"any_of":[{"none_of":[{"range_query":{"must":{"created_at":{"gte":"now-7d"}}}}]}]}}""", true)]
    [InlineData("""{"order_by":[{"order_by":"created_at","order_direction":"desc","missing":"first"}]}""", true)]
    [InlineData("""{"where":{"keyword_match":{"must":{"senority":["vp"]}}}}""", false)]
    [InlineData("""{"where":{"any_of":[{"none_of":[{"range_query":{"must":{"created_at":{"above":"now-7d"}}}}]}]}}""", false)]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"x","search_type":"like"}]}}}""", false)]
    [InlineData("""{"where":{"text_matches":{"must":[{"filter_key":"title","search_type":"exact"}]}}}""", false)]
    [InlineData("""{"order_by":[{"order_by":"created_at","order_direction":"up"}]}""", false)]
    public async Task Query_OfContacts_IsValidIfTheApiAcceptsIt(string body, bool isValid)
    {
        var operation = Operation(HttpMethod.Post, "/api/v1/contacts/query");
        var schema = operation.Bodies[0].Value.GetProperty("schema");
        Assert.Equal(isValid, !_contract.Schemas.Faults(schema, JsonSerializer.Deserialize<JsonElement>(body), "$").Any());
        using var response = await _api.Client.PostAsync(
            "/api/v1/contacts/query", new StringContent(body, Encoding.UTF8, "application/json"), Token);
        // The database is empty, so a valid query fails later.
        Assert.Equal(isValid, response.StatusCode != HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SearchTypes_OfTheDocument_AreAccepted()
    {
        var types = _contract.Document.GetProperty("components").GetProperty("schemas").GetProperty("ContactTextMatch")
            .GetProperty("properties").GetProperty("search_type").GetProperty("enum").EnumerateArray().Select(type => type.GetString());
        foreach (var type in types)
        {
            var match = new { filter_key = "title", text_value = "abc", search_type = type };
            var body = JsonSerializer.Serialize(new { version = 2, where = new { text_matches = new { must = new[] { match } } } });
            using var response = await _api.Client.PostAsync(
                "/api/v1/contacts/query/count", new StringContent(body, Encoding.UTF8, "application/json"), Token);
            Assert.NotEqual(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private ApiOperation Operation(HttpMethod method, string path) =>
        _contract.Operations.Single(operation => operation.Method == method && operation.Path == path);

    [Fact]
    public void OperationIds_AreAllDifferent() =>
        Assert.Equal(_contract.Operations.Count, _contract.Operations.Select(operation => operation.Id).Distinct().Count());

    [Fact]
    public async Task Scalar_Page_IsServedAndNamesTheDocument()
    {
        var page = await _api.Client.GetStringAsync("/scalar", Token);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
    }

    private IEnumerable<string> Gaps(ApiOperation operation)
    {
        foreach (var member in new[] { "operationId", "summary", "tags" })
        {
            if (!operation.HasText(member))
            {
                yield return $"no {member}";
            }
        }

        foreach (var gap in operation.Parameters.SelectMany(parameter => Gaps(parameter).Select(gap => $"{parameter.Name}: {gap}")))
        {
            yield return gap;
        }

        foreach (var body in operation.Bodies)
        {
            if (!body.Value.TryGetProperty("schema", out _))
            {
                yield return $"the body {body.Name} has no schema";
            }

            if (ExampleOf(body.Value) is not { } example)
            {
                yield return $"the body {body.Name} has no example";
            }
            else if (body.Value.TryGetProperty("schema", out var schema))
            {
                foreach (var fault in _contract.Schemas.Faults(schema, example, "$"))
                {
                    yield return $"the body's example: {fault}";
                }
            }
        }

        foreach (var gap in operation.Responses.SelectMany(response => Gaps(response.Key, response.Value)))
        {
            yield return gap;
        }

        foreach (var status in new[] { "400", "503" }.Where(status => !operation.Responses.ContainsKey(status)))
        {
            yield return $"no {status}";
        }

        if (!operation.Responses.Keys.Any(status => status[0] == '2'))
        {
            yield return "no success response";
        }

        var named = operation.Parameters.Where(parameter => parameter.In == "path").Select(parameter => $"{{{parameter.Name}}}");
        if (operation.Path.Split('/').Where(part => part.StartsWith('{')).Except(named).Any())
        {
            yield return "a part of the path is not described";
        }
    }

    private IEnumerable<string> Gaps(ApiParameter parameter)
    {
        if (!parameter.Json.TryGetProperty("schema", out var schema) || !_contract.Schemas.Resolve(schema).TryGetProperty("type", out _))
        {
            yield return "no type";
        }

        if (!parameter.Json.TryGetProperty("description", out var description) || description.GetString() is not { Length: > 0 })
        {
            yield return "no description";
        }

        if (parameter.Example is null)
        {
            yield return "no example";
        }
        else if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var fault in _contract.Schemas.Faults(schema, parameter.Json.GetProperty("example"), "example"))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Gaps(string status, JsonElement response)
    {
        var isFailure = status[0] is '4' or '5';
        if (response.TryGetProperty("content", out var content))
        {
            foreach (var media in content.EnumerateObject().Where(media => !media.Value.TryGetProperty("schema", out _)))
            {
                yield return $"{status} {media.Name} has no schema";
            }

            if (isFailure && !content.TryGetProperty("application/problem+json", out _))
            {
                yield return $"{status} is not a problem";
            }
        }
        else if (isFailure || status is "200" or "201")
        {
            yield return $"{status} has no content";
        }
    }

    private static JsonElement? ExampleOf(JsonElement media) => media.TryGetProperty("example", out var example) ? example : null;
}
