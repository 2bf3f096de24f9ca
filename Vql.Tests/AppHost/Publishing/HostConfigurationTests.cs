using System.Diagnostics;
using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Publishing;

/// <summary>Runs each host in a process with the environment of the Compose file. The stores are unreachable.</summary>
[Collection(PublishedCollection.Name)]
public sealed class HostConfigurationTests(PublishedFiles published)
{
    private const int Unavailable = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string[]> Hosts => new()
    {
        { "api", "Vql.Api", [] },
        { "connectra", "Vql.Connectra", [] },
        { "ops", "Vql.Dashboard", [] },
        { "sync-worker", "Vql.SyncWorker", ["run"] },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Host_WithThePublishedEnvironment_StartsAndIsHealthy(string service, string project, string[] arguments)
    {
        var port = FreePort.Find();
        var environment = published.Files.EnvironmentOf(service, Variables());
        // In a container, the image sets the ports.
        environment["ASPNETCORE_HTTP_PORTS"] = environment["HTTP_PORTS"] = $"{port}";

        await using var host = await ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf(project), .. arguments], environment, new Uri($"http://localhost:{port}/alive"), Token);

        Assert.Equal(0, await RunAsync(project, ["--health"], environment));
    }

    [Fact]
    public async Task Migration_WithThePublishedEnvironment_ConnectsToTheDatabase() =>
        Assert.Equal(Unavailable, await RunAsync("Vql.SyncWorker", ["migrate"], published.Files.EnvironmentOf("migrate", Variables())));

    [Fact]
    public async Task Api_WithoutAnyKey_DoesNotStart()
    {
        var variables = Variables();
        variables["API_KEYS"] = variables["JWT_SECRET_KEY"] = "";

        Assert.Equal(1, await RunAsync("Vql.Api", [], published.Files.EnvironmentOf("api", variables)));
    }

    // The variables that docs/deployment.md tells users to set.
    private Dictionary<string, string> Variables()
    {
        var variables = Interpolation.ReadFile(published.Files.Text(".env"));
        foreach (var name in new[] { "POSTGRES_PASSWORD", "ELASTICSEARCH_PASSWORD", "CONNECTRA_KEY", "OPS_TOKEN" })
        {
            variables[name] = "0123456789abcdef";
        }

        variables["API_KEYS"] = "crm:ProUser:0123456789abcdef";
        return variables;
    }

    private static async Task<int> RunAsync(string project, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [HostAssembly.PathOf(project), .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return (await ProgramRun.RunAsync(start, Token)).ExitCode;
    }
}
