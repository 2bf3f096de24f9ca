using System.Diagnostics;
using System.Net;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>
/// Tests of a service that starts while a store is unavailable or unresponsive. It runs, reports the state, and
/// recovers when the store becomes available.
/// </summary>
public sealed class StartTests(NodeFaultyProxies proxies) : IClassFixture<NodeFaultyProxies>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("down")]
    [InlineData("silent")]
    public async Task Service_StartedWithoutPostgres_IsReadyWhenItComes(string fault)
    {
        await proxies.Loaded;
        await StartAsync(proxies.Postgres, fault);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("silent")]
    public async Task Service_StartedWithoutElasticsearch_IsReadyWhenItComes(string fault)
    {
        await proxies.Loaded;
        await StartAsync(proxies.Elasticsearch, fault);
    }

    private async Task StartAsync(ToxicProxy proxy, string fault)
    {
        await proxy.InjectFaultAsync(NetworkFault.All.Single(known => known.Name == fault), Token);
        try
        {
            await using var service = await proxies.StartServiceAsync();
            Assert.Equal(HttpStatusCode.OK, await AskAsync(service, "/health"));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(service, "/alive"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(service, "/ready"));
            var list = FaultProbe.All.Single(probe => probe.Name == "list");
            var (status, _) = await list.AskAsync(service.Client, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15), expected: null);
            Assert.NotEqual(HttpStatusCode.OK, status);

            await proxy.RemoveFaultsAsync(Token);
            var repairedAt = Stopwatch.GetTimestamp();
            while (await AskAsync(service, "/ready") != HttpStatusCode.OK)
            {
                Assert.True(
                    Stopwatch.GetElapsedTime(repairedAt) < Recovery,
                    $"not ready {Recovery.TotalSeconds} s after the store became available");
            }

            (status, _) = await list.AskAsync(service.Client, Limit, TimeSpan.Zero, expected: null);
            Assert.Equal(HttpStatusCode.OK, status);
        }
        finally
        {
            await proxy.RemoveFaultsAsync(Token);
        }
    }

    private static async Task<HttpStatusCode> AskAsync(RunningService service, string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        using var response = await service.Client.GetAsync(path, limit.Token);
        return response.StatusCode;
    }
}
