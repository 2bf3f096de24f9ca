using Vql.Bench.Rigs;
using Vql.Bench.Sync;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.Bench.Cdc;

/// <summary>
/// The rates at which the engine indexes prepared bodies without other load, in documents per second.
/// </summary>
/// <param name="New">The rate for a new index, comparable to a full sync.</param>
/// <param name="Replacing">The rate for replacing existing documents, comparable to the change stream.</param>
internal sealed record EngineCeiling(double New, double Replacing)
{
    private const string Index = "raw";
    private const int WarmUpBodies = 20;

    private static readonly byte[] NoRefresh = """{"index":{"refresh_interval":"-1"}}"""u8.ToArray();

    public static async Task<EngineCeiling> MeasureAsync(StoreRig rig, CancellationToken cancellationToken)
    {
        using var transport = new HttpTransport(new ElasticsearchOptions { Nodes = [rig.Engine] });
        var indices = new IndexAdmin(transport, TimeProvider.System);
        using var bodies = await PreparedBodies.ReadAsync(rig.Engine, rig.ConnectionString, Index, cancellationToken);
        using var newer = await PreparedBodies.ReadAsync(rig.Engine, rig.ConnectionString, Index, cancellationToken);
        await CreateAsync();
        await bodies.SendAsync(WarmUpBodies, RefreshAsync, cancellationToken);
        await indices.DeleteAsync(Index, cancellationToken);
        await CreateAsync();
        var ceiling = new EngineCeiling(
            await bodies.SendAsync(RefreshAsync, cancellationToken), await newer.SendAsync(RefreshAsync, cancellationToken));
        await indices.DeleteAsync(Index, cancellationToken);
        return ceiling;

        async Task CreateAsync()
        {
            await indices.CreateAsync(FieldCatalogue.Contacts, Index, cancellationToken);
            await indices.PutSettingsAsync(Index, NoRefresh, cancellationToken);
        }

        Task RefreshAsync() => indices.RefreshAsync(Index, cancellationToken);
    }
}
