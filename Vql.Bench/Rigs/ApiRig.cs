using Vql.EmbeddedPostgres;

namespace Vql.Bench.Rigs;

/// <summary>The whole search, and three APIs over it that differ in what they know of it.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    private readonly List<ApiProcess> _apis = [];

    private ApiRig(ConnectraRig search) => Search = search;

    public ConnectraRig Search { get; }

    /// <summary>The one that has the search.</summary>
    public ApiProcess Searching => _apis[0];

    /// <summary>The one whose search is where nobody listens.</summary>
    public ApiProcess CutOff => _apis[1];

    /// <summary>The one that has PostgreSQL only.</summary>
    public ApiProcess Alone => _apis[2];

    public static async Task<ApiRig> StartAsync(EngineKind kind, int contacts, CancellationToken cancellationToken)
    {
        var rig = new ApiRig(await ConnectraRig.StartAsync(kind, contacts, engineCores: null, cancellationToken));
        try
        {
            var nobody = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
            rig._apis.Add(await ApiProcess.StartAsync(rig.Search.ConnectionString, rig.SearchAt(rig.Search.Connectra), cancellationToken));
            rig._apis.Add(await ApiProcess.StartAsync(rig.Search.ConnectionString, rig.SearchAt(nobody), cancellationToken));
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
