using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Testing.Processes;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Telemetry;

/// <summary>
/// Runs the whole system in processes that export to a collector: lists, counts, values, a write, fallbacks, hedges and
/// a verification. The tests read the collected telemetry.
/// </summary>
public sealed class TelemetryRun
{
    /// <summary>Texts that no signal may contain: values of rows, and texts of queries.</summary>
    public static readonly IReadOnlyList<string> Personal =
    [
        "zyxwvia", "qwertzuidottir", "zyxwvia.q@personal.example", "4915112345678", "xylographer", "vwxyzsearched",
    ];

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly PostgresServer _server;
    private readonly Lazy<Task<CollectedTelemetry>> _collected;

    public TelemetryRun(PostgresServer server)
    {
        _server = server;
        _collected = new Lazy<Task<CollectedTelemetry>>(RunAsync);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The collected telemetry. Each test awaits it, because only a test can be skipped.</summary>
    internal Task<CollectedTelemetry> Collected => _collected.Value;

    private async Task<CollectedTelemetry> RunAsync()
    {
        await using var collector = await Collector.StartAsync(Token);
        var folder = Directory.CreateTempSubdirectory("vql-telemetry-").FullName;
        try
        {
            await RunAsync(collector, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return await collector.StopAsync(Token);
    }

    private async Task RunAsync(Collector collector, string folder)
    {
        var engine = Free();
        await using var node = await StartAsync("Vql.SearchNode", collector.Variables, engine, "_cluster/health", "--data", folder);
        await using var rig = await StreamRig.CreateAsync(_server, engine);
        await rig.RunAsync($"""
            insert into contacts (uuid, first_name, last_name, email, mobile_phone, title)
            values ('person', '{Personal[0]}', '{Personal[1]}', '{Personal[2]}', '+{Personal[3]}', '{Personal[4]}')
            """);
        foreach (var (name, value) in collector.Variables)
        {
            rig.Environment[name] = value;
        }

        rig.Environment["VQL_VERIFY_INTERVAL"] = "1";
        await rig.StartWorkerProcessAsync();
        await rig.WaitUntilFoundAsync();

        var stores = new Dictionary<string, string>(collector.Variables)
        {
            ["ConnectionStrings__vqldb"] = rig.ConnectionString,
            ["ConnectionStrings__elasticsearch"] = engine.ToString(),
            ["API_KEY"] = "key",
        };
        var search = Free();
        await using var connectra = await StartAsync("Vql.Connectra", stores, search, "ready");
        await using (var api = await Api.StartAsync(stores, search.ToString(), hedgePercent: 0))
        {
            await SendRequestsAsync(api, rig);
        }

        await using var slow = await ScriptedConnectra.StartAsync(rig.Source);
        slow.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using var cut = await Api.StartAsync(stores, slow.Url, hedgePercent: 100);
        await cut.GetAsync($"contacts/?title={Personal[4]}", "hedged");
        await slow.DisposeAsync();
        await cut.GetAsync($"contacts/?title={Personal[4]}&limit=5", "unreachable");
    }

    private static async Task SendRequestsAsync(Api api, StreamRig rig)
    {
        foreach (var probe in new[] { "health", "alive" })
        {
            using var answer = await api.Client.GetAsync(new Uri($"/{probe}", UriKind.Relative), Token);
        }

        await api.GetAsync($"contacts/?title={Personal[4]}", null);
        await api.GetAsync($"contacts/count/?first_name={Personal[0]}", null);
        await api.GetAsync($"contacts/?search={Personal[5]}", null);
        await api.GetAsync("contacts/count/uuids/?limit=5", null);
        await api.GetAsync("companies/facets/?facets=city", null);
        await api.GetAsync("companies/?limit=1&explain=true", null);
        await api.GetAsync("contacts/seniority/?limit=5", null);
        await api.GetAsync($"contacts/suggest?field=title&q={Personal[4]}", null);
        await api.GetAsync($"contacts/?email={Personal[2]}&consistency=fresh", "fresh");
        using var lookup = await api.Client.PostAsJsonAsync(
            "/api/v1/contacts/lookup", new { keys = new[] { new { email = Personal[2] } } }, Token);
        lookup.EnsureSuccessStatusCode();
        using var written = await api.Client.PostAsJsonAsync(
            "/api/v1/contacts/", new { first_name = Personal[0], email = Personal[2], title = Personal[4] }, Token);
        Assert.Equal(StatusCodes.Status201Created, (int)written.StatusCode);
        await rig.WaitUntilFoundAsync();
        await StreamRig.WaitUntilAsync(
            () => rig.ReadAsync<bool>("select 2 = (select count(distinct entity) from verifications)"),
            () => "no verification has completed");

        // Repeats the write, because a verification can delete the document again.
        await StreamRig.WaitUntilAsync(
            async () =>
            {
                using var ghost = await rig.Engine.PutAsJsonAsync(
                    "contacts_index/_doc/ghost?refresh=true", new { uuid = "ghost", title = "ghostly", created_at = 1 }, Token);
                return await api.ReasonOfAsync("contacts/?title=ghostly") == "index_behind";
            },
            () => "the document without a row was not found");
    }

    private static Uri Free() => new($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}/");

    private static Task<ServerProcess> StartAsync(
        string host, Dictionary<string, string> variables, Uri address, string ready, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(variables) { ["ASPNETCORE_URLS"] = address.ToString() };
        return ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf(host), .. arguments], environment, new Uri(address, ready), Token);
    }

    /// <summary>The API in a separate process.</summary>
    private sealed class Api(ServerProcess process, HttpClient client) : IAsyncDisposable
    {
        public HttpClient Client => client;

        public static async Task<Api> StartAsync(Dictionary<string, string> variables, string search, int hedgePercent)
        {
            var address = Free();
            var process = await TelemetryRun.StartAsync(
                "Vql.Api",
                new Dictionary<string, string>(variables)
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["CONNECTRA_ENABLED"] = "true",
                    ["CONNECTRA_BASE_URL"] = search,
                    ["CONNECTRA_API_KEY"] = "key",
                    ["CONNECTRA_RETRY_ATTEMPTS"] = "0",
                    ["VQL_SEARCH_TIMEOUT"] = "30",
                    ["VQL_HEDGE_PERCENT"] = hedgePercent.ToString(CultureInfo.InvariantCulture),
                    ["VQL_SHADOW_PERCENT"] = "100",
                },
                address, "alive");
            return new Api(process, new HttpClient { BaseAddress = address });
        }

        /// <summary>Sends a request that must succeed.</summary>
        /// <param name="path">The path below <c>/api/v1</c>.</param>
        /// <param name="reason">The expected fallback reason. Null for any.</param>
        public async Task GetAsync(string path, string? reason)
        {
            var actual = await ReasonOfAsync(path);
            Assert.True(reason is null || reason == actual, $"{path}: {actual} instead of {reason}");
        }

        /// <summary>Sends a request that must succeed and returns its fallback reason.</summary>
        public async Task<string?> ReasonOfAsync(string path)
        {
            using var answer = await client.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Token);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(Token)}");
            return answer.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : null;
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await process.DisposeAsync();
        }
    }
}
