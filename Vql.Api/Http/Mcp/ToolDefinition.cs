using System.Text.Json.Nodes;

namespace Vql.Api.Http.Mcp;

/// <summary>A tool and the route that it executes.</summary>
/// <param name="Name">The name.</param>
/// <param name="Title">The name for people.</param>
/// <param name="Description">The description for models.</param>
/// <param name="Arguments">The JSON schemas of the arguments.</param>
/// <param name="Required">The names of the required arguments.</param>
/// <param name="Read">Returns the request to the route. Invalid arguments add errors.</param>
internal sealed record ToolDefinition(
    string Name, string Title, string Description, IReadOnlyList<KeyValuePair<string, JsonNode>> Arguments, IReadOnlyList<string> Required,
    Func<ToolArguments, RouteRequest> Read)
{
    /// <summary>Returns the result from the body of the response.</summary>
    public Func<JsonNode, ToolArguments, JsonNode> Shape { get; init; } = (body, _) => body;

    /// <summary>Whether the tool writes.</summary>
    public bool Writes { get; init; }
}
