using System.Text.Json.Nodes;

namespace Vql.Api.Http.Mcp;

/// <summary>A request to a route of the API.</summary>
/// <param name="Route">The name of the route.</param>
/// <param name="Parameters">The query parameters.</param>
/// <param name="Body">The body; null for a GET request.</param>
internal sealed record RouteRequest(string Route, IReadOnlyDictionary<string, string?> Parameters, JsonNode? Body = null)
{
    /// <summary>Returns a request with a body.</summary>
    public static RouteRequest Post(string route, JsonNode body) => new(route, new Dictionary<string, string?>(), body);
}

/// <summary>The response of a route of the API.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record RouteAnswer(int Status, JsonNode? Body)
{
    /// <summary>Whether the request succeeded.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
