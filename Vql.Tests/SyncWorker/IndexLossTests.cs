using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>An index that somebody deletes under the running stream.</summary>
[Collection(nameof(SyncElasticsearch))]
public sealed class IndexLossTests(PostgresServer server, SyncElasticsearch reference) : IAsyncLifetime
{
    private const string Index = "contacts_index";

    private readonly SearchNodeFixture _node = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Index_ThatVanishesUnderTheStream_IsSaid_AndNothingIsLost(bool isReference, bool isIdle)
    {
        await using var rig = await StreamRig.CreateAsync(server, isReference ? await reference.StartAsync() : _node.Url);
        await EntityIndices.ClearAsync(rig.Engine, Token);
        var worker = await rig.StartWorkerAsync();
        await rig.WaitUntilFoundAsync();
        using (var deleted = await rig.Engine.DeleteAsync(new Uri(Index, UriKind.Relative), Token))
        {
            deleted.EnsureSuccessStatusCode();
        }

        if (!isIdle)
        {
            await rig.RunAsync("update contacts set title = 'Meanwhile' where id % 2 = 0; delete from contacts where id % 9 = 0");
        }

        await StreamRig.WaitUntilAsync(() => Task.FromResult(worker.Output.Contains(Index, StringComparison.Ordinal)), () => "nothing is said of the index");
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
        TestContext.Current.SendDiagnosticMessage(worker.Output);
    }
}
