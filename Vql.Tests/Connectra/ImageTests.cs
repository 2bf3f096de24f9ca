using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Vql.EmbeddedPostgres;
using Vql.ServiceDefaults;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Connectra;

/// <summary>Tests of the images of the hosts that do not require building an image.</summary>
public sealed partial class ImageTests
{
    private static readonly string Root = Repository.Root;
    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(Root, "Vql.Connectra", "Dockerfile"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Dockerfile_CopiesExistingFilesAndAllThatTheBuildNeeds()
    {
        var copied = Dockerfile.Where(
            line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).ToHashSet();
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Root, path)), path));

        var projects = ProjectsOf("Vql.Connectra").Append("Vql.Connectra").Distinct();
        Assert.All(projects, project => Assert.Subset(copied, new HashSet<string> { project, $"{project}/{project}.csproj" }));
        Assert.Subset(copied, Directory.EnumerateFiles(Root, "Directory.*").Select(file => Path.GetFileName(file)).ToHashSet());
    }

    [Theory]
    [InlineData("Vql.Connectra", 8000, "")]
    [InlineData("Vql.Api", 8080, "")]
    [InlineData("Vql.SyncWorker", 8080, "run")]
    [InlineData("Vql.SearchNode", 9200, "--data;/home/app/search")]
    public async Task PublishedImage_OfAHost_IsSmallAndNotRoot(string project, int port, string arguments)
    {
        var image = JsonNode.Parse(await RunAsync(0,
            "msbuild", Path.Combine(Root, project), "-t:ComputeContainerConfig", "-getProperty:ContainerBaseImage",
            "-getProperty:ContainerUser",
            "-getItem:ContainerPort", "-getItem:ContainerDefaultArgs", "-getItem:ContainerEnvironmentVariables"))!;
        var (properties, items) = (image["Properties"]!, image["Items"]!);
        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", (string?)properties["ContainerBaseImage"]);
        Assert.Equal("1654", (string?)properties["ContainerUser"]);
        Assert.Equal(port.ToString(CultureInfo.InvariantCulture), Assert.Single(Names(items["ContainerPort"]!)));
        Assert.Equal(arguments, string.Join(';', Names(items["ContainerDefaultArgs"]!)));
        var environment = items["ContainerEnvironmentVariables"]!.AsArray().Select(item => $"{item!["Identity"]}={item["Value"]}").ToList();
        Assert.Equal([$"ASPNETCORE_HTTP_PORTS={port}", "DOTNET_EnableDiagnostics=0"], environment);
        if (project == "Vql.Connectra")
        {
            var last = string.Join(
                '\n', Dockerfile.SkipWhile(line => !line.StartsWith($"FROM {properties["ContainerBaseImage"]}", StringComparison.Ordinal)));
            Assert.All(environment, variable => Assert.Contains(variable, last, StringComparison.Ordinal));
            Assert.Contains($"EXPOSE {port}\n", last, StringComparison.Ordinal);
            Assert.Contains($"USER {properties["ContainerUser"]}\n", last, StringComparison.Ordinal);
            Assert.Contains($"\"{HealthProbe.Argument}\"", last, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, null, "http://localhost:8000/")]
    [InlineData("http://*:81", "82", "http://localhost:81/")]
    [InlineData("https://+:443;http://0.0.0.0:80", null, "http://localhost/")]
    [InlineData("http://[::]:83", null, "http://localhost:83/")]
    [InlineData("http://127.0.0.1:84", null, "http://127.0.0.1:84/")]
    [InlineData(null, "85;86", "http://localhost:85/")]
    public void HealthProbe_OfAnEnvironment_UsesTheAddressOfItsHost(string? urls, string? ports, string expected)
    {
        var address = HealthProbe.AddressOf(
            name => name switch { "ASPNETCORE_URLS" => urls, "ASPNETCORE_HTTP_PORTS" => ports, _ => null }, 8000);
        Assert.Equal(expected, address.ToString());
    }

    [Fact]
    public async Task HealthProbe_OfAService_ReportsWhetherItIsAvailable()
    {
        await using var service = await RunningService.StartAsync("Host=127.0.0.1;Port=9", new Uri("http://127.0.0.1:9"));
        var program = Path.Combine(AppContext.BaseDirectory, "Vql.Connectra.dll");
        var port = service.Client.BaseAddress!.Port;

        // The probe times out after two seconds, which can be too short on a busy machine.
        await StreamRig.WaitUntilAsync(() => AnswersAsync(port, program), () => "the probe does not succeed");
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(FreePort.Find(), program, HealthProbe.Argument));
        Assert.Contains("1: http://localhost", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> AnswersAsync(int port, string program)
    {
        try
        {
            return (await RunAsync(port, program, HealthProbe.Argument)).Length == 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Names(JsonNode items) => items.AsArray().Select(item => (string)item!["Identity"]!);

    private static IEnumerable<string> ProjectsOf(string project)
    {
        foreach (var reference in XDocument.Load(Path.Combine(Root, project, $"{project}.csproj")).Descendants("ProjectReference"))
        {
            var name = ProjectName().Match((string)reference.Attribute("Include")!).Value;
            yield return name;
            foreach (var further in ProjectsOf(name))
            {
                yield return further;
            }
        }
    }

    private static async Task<string> RunAsync(int port, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments);
        start.Environment["ASPNETCORE_HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment.Remove("ASPNETCORE_URLS");
        var run = await ProgramRun.RunAsync(start, Token);
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException($"{run.ExitCode}: {run.Error}{run.Output}");
    }

    [GeneratedRegex(@"[\w.]+(?=\.csproj$)")]
    private static partial Regex ProjectName();
}
