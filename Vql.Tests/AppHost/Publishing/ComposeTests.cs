using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.AppHost.Publishing;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.AppHost.Publishing;

[Collection(PublishedCollection.Name)]
public sealed class ComposeTests(PublishedFiles published)
{
    private static readonly string[] Hosts = ["api", "connectra", "ops", "sync-worker"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private JsonObject Services => published.Files.Compose["services"]!.AsObject();

    [Fact]
    public void File_AfterPublishing_FollowsTheComposeSchema()
    {
        var schema = new JsonSchema(JsonNode.Parse(
            File.ReadAllText(Path.Combine(Repository.Root, "Vql.Tests", "AppHost", "Publishing", "compose.schema.json")))!);

        Assert.Empty(schema.Validate(published.Files.Compose));
    }

    [Fact]
    public async Task File_WithDockerCompose_IsAccepted()
    {
        if ((await DockerAsync(["version"])).ExitCode != 0)
        {
            Assert.Skip("The Compose plugin of Docker is not installed; the schema test checks the file.");
        }

        var filled = Path.Combine(published.Files.Folder, "filled.env");
        await File.WriteAllLinesAsync(filled, Filled().Select(pair => $"{pair.Key}={pair.Value}"), Token);
        var (exitCode, error) = await DockerAsync(
            ["--env-file", filled, "--file", Path.Combine(published.Files.Folder, "compose.yaml"), "config", "--quiet"]);
        Assert.True(exitCode == 0, error);
    }

    [Fact]
    public void Services_OfTheContainersTopology_AreAllThere() =>
        Assert.Equal(["postgres", "migrate", "elasticsearch", "connectra", "sync-worker", "api", "ops"], Services.Select(pair => pair.Key));

    [Fact]
    public void Secrets_InTheFile_AreVariablesOfTheEnvironmentFile()
    {
        var variables = Interpolation.ReadFile(published.Files.Text(".env"));
        foreach (var (service, name) in new[]
        {
            ("postgres", "POSTGRES_PASSWORD"), ("elasticsearch", "ELASTIC_PASSWORD"), ("connectra", "API_KEY"),
            ("api", "CONNECTRA_API_KEY"), ("api", "API_KEYS"), ("api", "JWT_SECRET_KEY"),
            ("api", "CONTACTS_WRITE_KEY"), ("api", "COMPANIES_WRITE_KEY"),
        })
        {
            var value = Services[service]!["environment"]![name]!.GetValue<string>();
            var variable = Assert.Single(variables.Keys, key => value == $"${{{key}:?set it in .env}}" || value == $"${{{key}-}}");
            Assert.Equal("", variables[variable]);
        }
    }

    [Fact]
    public void RequiredVariable_WithoutValue_KeepsEverythingFromStarting()
    {
        var empty = Interpolation.ReadFile(published.Files.Text(".env"));

        var failure = Assert.Throws<InvalidOperationException>(() => published.Files.EnvironmentOf("postgres", empty));

        Assert.Equal("POSTGRES_PASSWORD: set it in .env", failure.Message);
    }

    [Fact]
    public void Environment_OfEveryHost_IsForProductionAndNamesOtherServices()
    {
        foreach (var host in Hosts)
        {
            var environment = published.Files.EnvironmentOf(host, Filled());
            Assert.DoesNotContain(environment, pair => pair.Value.Contains("Development", StringComparison.Ordinal));
            Assert.DoesNotContain(environment, pair => pair.Value.Contains("localhost", StringComparison.Ordinal));
            Assert.DoesNotContain(environment.Keys, name => name.StartsWith("VQLDB_", StringComparison.Ordinal));
            Assert.Equal(
                "Host=postgres;Port=5432;Username=postgres;Password=secret;Database=vqldb", environment["ConnectionStrings__vqldb"]);
        }

        var worker = published.Files.EnvironmentOf("sync-worker", Filled());
        Assert.Equal("http://elastic:secret@elasticsearch:9200", worker["ConnectionStrings__elasticsearch"]);
        Assert.Equal("http://connectra:8000", published.Files.EnvironmentOf("api", Filled())["services__connectra__http__0"]);
    }

    [Fact]
    public void Hosts_BeforeTheyStart_WaitForTheMigration()
    {
        Assert.Equal("service_healthy", Condition("migrate", "postgres"));
        Assert.Equal("no", Services["migrate"]!["restart"]!.GetValue<string>());
        Assert.Equal(["migrate"], Services["migrate"]!["command"]!.AsArray().Select(argument => argument!.GetValue<string>()));
        Assert.All(Hosts, host => Assert.Equal("service_completed_successfully", Condition(host, "migrate")));
        Assert.Equal("service_healthy", Condition("sync-worker", "elasticsearch"));
        // The API starts without the search and serves requests from PostgreSQL.
        Assert.Null(Services["api"]!["depends_on"]!["connectra"]);
    }

    [Fact]
    public void Hosts_WhileTheyRun_AreCheckedAndHaveNoRights()
    {
        foreach (var host in Hosts)
        {
            var service = Services[host]!;
            Assert.Equal("--health", service["healthcheck"]!["test"]!.AsArray()[^1]!.GetValue<string>());
            Assert.Equal("unless-stopped", service["restart"]!.GetValue<string>());
            Assert.Equal("1654", service["user"]!.GetValue<string>());
            Assert.True(service["read_only"]!.GetValue<bool>());
            Assert.Equal("ALL", service["cap_drop"]!.AsArray().Single()!.GetValue<string>());
        }
    }

    [Fact]
    public void Stores_AcrossRestarts_KeepTheirDataInVolumes()
    {
        Assert.Equal("/var/lib/postgresql", Services["postgres"]!["volumes"]![0]!["target"]!.GetValue<string>());
        Assert.Equal("/usr/share/elasticsearch/data", Services["elasticsearch"]!["volumes"]![0]!["target"]!.GetValue<string>());
        Assert.Equal(["vql-postgres-18", "vql-elasticsearch-8"], published.Files.Compose["volumes"]!.AsObject().Select(pair => pair.Key));
        Assert.Contains("wal_level=logical", Services["postgres"]!["command"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("vqldb", Services["postgres"]!["environment"]!["POSTGRES_DB"]!.GetValue<string>());
    }

    [Fact]
    public void Ports_OfTheApiAndTheOperatorsPageOnly_ArePublishedOnTheMachine() =>
        Assert.Equal(["api", "ops"], Services.Where(pair => pair.Value!["ports"] is not null).Select(pair => pair.Key));

    [Fact]
    public async Task Images_WithRegistryAndTag_AreTakenFromThere()
    {
        using var files = await Published.RunAsync("publish", ("VQL_REGISTRY", "registry.example.com/vql"), ("VQL_TAG", "1.2.3"));

        var variables = Interpolation.ReadFile(files.Text(".env"));
        var image = files.Compose["services"]!["sync-worker"]!["image"]!.GetValue<string>();
        Assert.Equal("registry.example.com/vql/vql-syncworker:1.2.3", Interpolation.Fill(image, variables));
    }

    [Fact]
    public async Task Stores_ElsewhereByConnectionString_AreVariablesAndNotDeployed()
    {
        using var files = await Published.RunAsync(
            DeploymentSteps.Compose,
            ("ConnectionStrings:vqldb", "Host=db.example.com;Password=hidden"), ("ConnectionStrings:elasticsearch", "https://u:hidden@es"));

        Assert.Equal(["migrate", "connectra", "sync-worker", "api", "ops"], files.Compose["services"]!.AsObject().Select(pair => pair.Key));
        var environment = files.Compose["services"]!["api"]!["environment"]!;
        Assert.Equal("${VQLDB_CONNECTION_STRING:?set it in .env}", environment["ConnectionStrings__vqldb"]!.GetValue<string>());
        Assert.DoesNotContain("hidden", files.Text("compose.yaml") + files.Text(".env"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(files.Folder, "kubernetes")));
    }

    private string? Condition(string service, string dependency) =>
        Services[service]!["depends_on"]?[dependency]?["condition"]?.GetValue<string>();

    // All required variables have values, and the API has a key.
    private Dictionary<string, string> Filled()
    {
        var variables = Interpolation.ReadFile(published.Files.Text(".env"));
        foreach (var name in variables.Keys.Where(name => variables[name].Length == 0 && name != "VQL_REGISTRY"))
        {
            variables[name] = "secret";
        }

        return variables;
    }

    private static async Task<(int ExitCode, string Error)> DockerAsync(string[] arguments)
    {
        try
        {
            var run = await ProgramRun.RunAsync("docker", ["compose", .. arguments], Token);
            return (run.ExitCode, run.Error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "docker is not installed");
        }
    }
}
