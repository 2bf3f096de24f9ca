using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Vql.Api.Access;
using Vql.Core.Fields;

namespace Vql.Api.Http.Mcp;

/// <summary>The tools of the Model Context Protocol, without sessions, so that any replica can answer.</summary>
internal static class McpRegistration
{
    private const string Instructions =
        "Vql searches contacts (people) and companies. Start with search or count; capabilities lists the filters and sort keys, facets "
        + "and suggest list values. Rows contain personal data: request only what the task needs.";

    /// <summary>Registers the tools.</summary>
    public static void AddMcpTools(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<RouteInvoker>();
        foreach (var definition in ReadTools.All.Concat(WriteTools.All))
        {
            services.AddSingleton(provider => new ApiTool(
                definition, provider.GetRequiredService<IHttpContextAccessor>(), provider.GetRequiredService<RouteInvoker>()));
        }

        services.AddMcpServer(server =>
        {
            server.ServerInfo = new Implementation
            {
                Name = "vql",
                Title = "Vql",
                Version = typeof(McpRegistration).Assembly.GetName().Version!.ToString(3),
            };
            server.ServerInstructions = Instructions;
        }).WithHttpTransport(transport =>
        {
            transport.SessionMode = HttpServerSessionMode.Stateless;
            transport.ConfigureSessionOptions = SelectToolsAsync;
        });
    }

    /// <summary>Maps the path of the protocol.</summary>
    public static void MapMcpTools(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapMcp(AccessRegistration.McpPath);
        endpoints.ExcludeFromDescription();
        endpoints.CheckOrigins();
    }

    // Runs for each request, because there are no sessions. A tool that is not selected does not exist for the caller.
    private static async Task SelectToolsAsync(HttpContext context, McpServerOptions server, CancellationToken cancellationToken)
    {
        var writes = Enum.GetValues<Entity>().Any(entity => WriteKeyFilter.Allows(context, entity))
            && (await context.RequestServices.GetRequiredService<IAuthorizationService>()
                .AuthorizeAsync(context.User, context, Roles.UpdatePolicy)).Succeeded;
        server.ToolCollection = [.. context.RequestServices.GetServices<ApiTool>().Where(tool => writes || !tool.Writes)];
    }
}
