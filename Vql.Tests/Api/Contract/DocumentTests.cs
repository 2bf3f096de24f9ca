using System.Text.Json;
using Microsoft.AspNetCore.Routing;
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
