using Vql.EmbeddedPostgres;

namespace Vql.Bench.Rigs;

/// <summary>The API as a process of a rig.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly BenchProcess _process;

    private ApiProcess(BenchProcess process, Uri address, string key)
    {
        _process = process;
        Address = address;
        Key = key;
    }

    public Uri Address { get; }

    /// <summary>The key that lets the load in.</summary>
    public string Key { get; }

    /// <summary>Starts one.</summary>
    /// <param name="connectionString">Its database.</param>
    /// <param name="search">What more it is told: where the search is.</param>
    /// <param name="cancellationToken">Gives up.</param>
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
        };
        return new ApiProcess(
            await BenchProcess.StartAsync("dotnet", [StoreRig.Assembly("Vql.Api")], environment, new Uri(address, "alive"), cancellationToken), address, key);
    }

    /// <summary>Starts one that knows no search.</summary>
    public static Task<ApiProcess> StartWithoutSearchAsync(string connectionString, CancellationToken cancellationToken) =>
        StartAsync(connectionString, new Dictionary<string, string> { ["CONNECTRA_ENABLED"] = "false" }, cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
