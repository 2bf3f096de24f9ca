using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Vql.Core.Filters;

namespace Vql.Api.Http.Mcp;

/// <summary>A tool that executes a route of the API.</summary>
/// <param name="definition">The tool.</param>
/// <param name="contexts">Provides the request of the caller.</param>
/// <param name="routes">Executes the route.</param>
internal sealed class ApiTool(ToolDefinition definition, IHttpContextAccessor contexts, RouteInvoker routes) : McpServerTool
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string[] _arguments = [.. definition.Arguments.Select(argument => argument.Key)];

    /// <summary>Whether the tool writes. It is available to callers with a write key only.</summary>
    public bool Writes => definition.Writes;

    public override Tool ProtocolTool { get; } = new()
    {
        Name = definition.Name,
        Title = definition.Title,
        Description = definition.Description,
        InputSchema = ToolSchemas.ToElement(ToolSchemas.Object(definition.Arguments, definition.Required)),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = !definition.Writes,
            DestructiveHint = definition.Writes,
            IdempotentHint = true,
            OpenWorldHint = false,
        },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var arguments = new ToolArguments(request.Params?.Arguments, _arguments);
        var routed = definition.Read(arguments);
        if (arguments.Faults.Count > 0)
        {
            return ResultOf(Describe(arguments.Faults), isError: true);
        }

        var answer = await routes.SendAsync(contexts.HttpContext!, routed, cancellationToken);
        return answer.IsSuccess
            ? ResultOf(definition.Shape(answer.Body!, arguments).ToJsonString(Readable), isError: false)
            : ResultOf(DescribeProblem(answer), isError: true);
    }

    private static CallToolResult ResultOf(string text, bool isError) =>
        new() { Content = [new TextContentBlock { Text = text }], IsError = isError };

    private static string Describe(IEnumerable<ParameterFault> faults) =>
        string.Join("\n", faults.Select(fault => $"{fault.Parameter}: {fault.Message}").Prepend("The arguments are invalid."));

    // The names of the errors are the paths in the body that the arguments became.
    private static string DescribeProblem(RouteAnswer answer)
    {
        var errors = answer.Body?["errors"] as JsonObject;
        var text = $"{answer.Body?["detail"] ?? answer.Body?["title"] ?? $"The request failed with status {answer.Status}."}";
        return errors is null
            ? text
            : string.Join("\n", errors.SelectMany(error =>
                (error.Value as JsonArray ?? []).Select(message => $"{error.Key.Replace("$.", "", StringComparison.Ordinal)}: {message}"))
                .Prepend("The arguments are invalid."));
    }
}
