using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Tests of recommendations for stores that are deliberately misconfigured, on both engines.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class OptimizeTests(PostgresServer server, SyncElasticsearch reference) : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private readonly RecordedRows _rows = new(server);
    private readonly SearchNodeFixture _node = new();

    public async ValueTask InitializeAsync()
    {
        await _rows.InitializeAsync();
        await _node.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _rows.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Optimize_OfMisconfiguredStores_RecommendsChanges_AndAppliesThemOnRequest(bool isReference)
    {
        using var stores = new SyncStores(_rows, isReference ? await reference.StartAsync() : _node.Url);
        await stores.ClearAsync();
        await stores.SyncAsync();
        await stores.SendAsync(HttpMethod.Put, "contacts_index/_settings", JsonNode.Parse("""{"index":{"refresh_interval":"-1"}}"""));
        await stores.ReadAsync("drop index contacts_seniority; select ''");
        // Searches by the filter without an index, for engines that count the use of fields.
        await stores.SendAsync(
            HttpMethod.Post, "contacts_index/_search", JsonNode.Parse("""{"query":{"bool":{"filter":[{"term":{"seniority":"vp"}}]}}}"""));

        var advised = await stores.RunAsync("optimize", "--json");
        Assert.Equal(0, advised.ExitCode);
        const string Missing = "no index serves the filter seniority";
        Assert.Contains(Advice(advised, "contacts"), text => text.StartsWith(Missing, StringComparison.Ordinal));
        Assert.Contains(Advice(advised, "contacts_index"), text => text.Contains("refresh_interval is -1", StringComparison.Ordinal));
        Assert.Equal(["0"], await stores.ReadAsync("select count(*)::text from pg_indexes where indexname = 'contacts_seniority_advised'"));

        Assert.Equal(0, (await stores.RunAsync("optimize", "--apply")).ExitCode);
        var again = await stores.RunAsync("optimize", "--json");
        Assert.DoesNotContain(Advice(again, "contacts"), text => text.StartsWith(Missing, StringComparison.Ordinal));
        Assert.DoesNotContain(Advice(again, "contacts_index"), text => text.Contains("refresh_interval", StringComparison.Ordinal));
        Assert.Equal(["1"], await stores.ReadAsync("select count(*)::text from pg_indexes where indexname = 'contacts_seniority_advised'"));
    }

    private static List<string> Advice(WorkerCommand run, string subject) =>
    [
        .. run.Json.GetProperty("advice").EnumerateArray()
            .Where(advice => advice.GetProperty("subject").GetString() == subject)
            .Select(advice => advice.GetProperty("advice").GetString()!),
    ];
}
