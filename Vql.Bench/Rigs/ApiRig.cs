using Vql.EmbeddedPostgres;
using Vql.Testing.Engines;

namespace Vql.Bench.Rigs;

/// <summary>The search, and three APIs that differ in the configuration of the search.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    private readonly List<ApiProcess> _apis = [];

    private ApiRig(ConnectraRig search) => Search = search;

    public ConnectraRig Search { get; }

    /// <summary>The API with the search.</summary>
    public ApiProcess WithSearch => _apis[0];

    /// <summary>The API with the URL of a search that is not running.</summary>
    public ApiProcess WithUnreachableSearch => _apis[1];

    /// <summary>The API with the search disabled.</summary>
    public ApiProcess WithoutSearch => _apis[2];

    public static async Task<ApiRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken)
    {
        var rig = new ApiRig(await ConnectraRig.StartAsync(kind, contacts, engineCores: null, cancellationToken));
        try
        {
            var unreachable = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
            rig._apis.Add(await ApiProcess.StartAsync(rig.Search.ConnectionString, rig.SearchAt(rig.Search.Connectra), cancellationToken));
            rig._apis.Add(await ApiProcess.StartAsync(rig.Search.ConnectionString, rig.SearchAt(unreachable), cancellationToken));
            rig._apis.Add(await ApiProcess.StartWithoutSearchAsync(rig.Search.ConnectionString, cancellationToken));
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in _apis)
        {
            await api.DisposeAsync();
        }

        await Search.DisposeAsync();
    }

    private Dictionary<string, string> SearchAt(Uri address) => new()
    {
        ["CONNECTRA_ENABLED"] = "true",
        ["CONNECTRA_BASE_URL"] = address.ToString(),
        ["CONNECTRA_API_KEY"] = Search.ConnectraKey,
    };
}
