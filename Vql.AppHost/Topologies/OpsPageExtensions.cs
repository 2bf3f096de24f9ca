using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vql.AppHost.Resources;
using Vql.AppHost.Stack;
using Vql.AppHost.Supervision;
using Vql.EmbeddedPostgres;

namespace Vql.AppHost.Topologies;

/// <summary>Adds the operator's page to the application model.</summary>
internal static class OpsPageExtensions
{
    private const string TokenName = "ops-token";
    private const int TokenBytes = 24;

    /// <summary>Adds the page. It waits only for the database server, because it shows the progress of the start.</summary>
    public static void AddOpsPage(
        this IDistributedApplicationBuilder builder, Stores stores, EndpointReference api, StackOptions options)
    {
        if (builder.RunsPrograms())
        {
            builder.AddHostProgram(ResourceNames.Ops, ProgramPath.Dashboard).Configure(stores, api, options);
        }
        else
        {
            builder.AddProject<Projects.Vql_Dashboard>(ResourceNames.Ops).Configure(stores, api, options);
        }
    }

    private static void Configure<T>(this IResourceBuilder<T> page, Stores stores, EndpointReference api, StackOptions options)
        where T : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes
    {
        var builder = page.ApplicationBuilder;
        var port = options.OpsPort == 0 ? FreePort.Find() : options.OpsPort;
        var generated = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var token = builder.Configuration[$"Parameters:{TokenName}"] ?? generated;
        page.WithHostEndpoint(port)
            .WithExternalHttpEndpoints()
            .WithDatabase(stores)
            .WithEnvironment("DASHBOARD_OPERATOR_TOKEN", builder.AddParameter(TokenName, () => token, secret: true))
            .WithEnvironment("DASHBOARD_API_URL", api)
            // The page reports an unavailable database itself, so its health does not depend on one.
            .WithHostProbes("/alive", "/alive")
            .WithIconName("DesktopPulse")
            .WithCrashRestarts()
            .InReport("http");
        if (builder.ExecutionContext.IsRunMode)
        {
            var link = new OpsLink(port, token);
            builder.Services.AddSingleton(link);
            page.WithUrlForEndpoint("http", url => (url.DisplayText, url.Url) = ("Operator's page", link.Path));
        }
        else
        {
            page.WithEnvironment("DASHBOARD_READER_TOKEN", builder.AddParameter("ops-reader-token", secret: true))
                .WithEnvironment("DASHBOARD_API_KEY", builder.AddParameter("ops-api-key", secret: true))
                .WithEnvironment("DASHBOARD_OIDC_AUTHORITY", builder.AddParameter("ops-oidc-authority", secret: true))
                .WithEnvironment("DASHBOARD_OIDC_CLIENT_ID", builder.AddParameter("ops-oidc-client-id", secret: true))
                .WithEnvironment("DASHBOARD_OIDC_CLIENT_SECRET", builder.AddParameter("ops-oidc-client-secret", secret: true));
        }
    }
}
