using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Rigs;

/// <summary>The process of an API.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ApiProcess(ServerProcess process, Uri address, string key)
    {
        _process = process;
        Address = address;
        Key = key;
    }

    public Uri Address { get; }

    /// <summary>The API key for requests.</summary>
    public string Key { get; }

    /// <summary>The total CPU time of the API.</summary>
    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts an API.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="search">The environment variables for the search.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ApiProcess> StartAsync(
        string connectionString, IReadOnlyDictionary<string, string> search, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var key = Guid.NewGuid().ToString("N");
        var environment = new Dictionary<string, string>(search)
        {
            ["ConnectionStrings__vqldb"] = connectionString,
            ["ASPNETCORE_URLS"] = address.ToString(),
            ["API_KEYS"] = $"bench:FreeUser:{key}",
            ["API_MAX_REQUESTS_PER_MINUTE"] = "0",
            ["API_QUERY_COST_PER_MINUTE"] = "0",
        };
        var process = await ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf("Vql.Api")], environment, new Uri(address, "alive"), cancellationToken);
        return new ApiProcess(process, address, key);
    }

    /// <summary>Starts an API with the search disabled.</summary>
    public static Task<ApiProcess> StartWithoutSearchAsync(string connectionString, CancellationToken cancellationToken) =>
        StartAsync(connectionString, new Dictionary<string, string> { ["CONNECTRA_ENABLED"] = "false" }, cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
