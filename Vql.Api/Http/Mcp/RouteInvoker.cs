using System.Net.Mime;
using System.Text.Json.Nodes;
using Vql.Api.Access;
using Vql.Api.Engine;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Mcp;

/// <summary>
/// Executes routes of the API for the caller of another request, so that tools validate, limit and answer as HTTP does.
/// </summary>
internal sealed class RouteInvoker(EndpointDataSource endpoints)
{
    // The headers of the caller that routes read.
    private static readonly string[] Headers =
    [
        WriteKeyFilter.HeaderOf(Entity.Contact), WriteKeyFilter.HeaderOf(Entity.Company),
        FreshnessRequirement.PositionHeader,
    ];

    private readonly Lazy<Dictionary<string, RouteEndpoint>> _byName = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName));

    /// <summary>Executes a route.</summary>
    /// <param name="caller">The request of the caller.</param>
    /// <param name="request">The request to the route.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public async Task<RouteAnswer> SendAsync(HttpContext caller, RouteRequest request, CancellationToken cancellationToken)
    {
        var endpoint = _byName.Value[request.Route];
        using var body = new MemoryStream();
        var context = CreateContext(caller, request, endpoint, body, cancellationToken);
        caller.RequestServices.GetRequiredService<SearchContext>().Flag = FeatureGate.FlagOf(context);
        try
        {
            await endpoint.RequestDelegate!(context);
        }
        catch (Exception exception) when (PostgresOutage.Is(exception))
        {
            return new RouteAnswer(
                StatusCodes.Status503ServiceUnavailable,
                new JsonObject { ["detail"] = "The database is unavailable. Try again in a few seconds." });
        }

        body.Position = 0;
        return new RouteAnswer(
            context.Response.StatusCode, body.Length == 0 ? null : await JsonNode.ParseAsync(body, cancellationToken: cancellationToken));
    }

    private static DefaultHttpContext CreateContext(
        HttpContext caller, RouteRequest request, RouteEndpoint endpoint, Stream body, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = caller.RequestServices,
            User = caller.User,
            TraceIdentifier = caller.TraceIdentifier,
            RequestAborted = cancellationToken,
        };
        context.Connection.RemoteIpAddress = caller.Connection.RemoteIpAddress;
        context.SetEndpoint(endpoint);
        context.Request.Scheme = caller.Request.Scheme;
        context.Request.Host = caller.Request.Host;
        context.Request.PathBase = caller.Request.PathBase;
        context.Request.Path = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}";
        context.Request.Method = request.Body is null ? HttpMethods.Get : HttpMethods.Post;
        context.Request.QueryString = QueryString.Create(request.Parameters);
        foreach (var name in Headers.Where(caller.Request.Headers.ContainsKey))
        {
            context.Request.Headers[name] = caller.Request.Headers[name];
        }

        if (request.Body is { } json)
        {
            context.Request.ContentType = MediaTypeNames.Application.Json;
            context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        }

        context.Response.Body = body;
        return context;
    }
}
