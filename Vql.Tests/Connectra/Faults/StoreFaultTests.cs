using System.Diagnostics;
using System.Net;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>Tests of faults of both stores, with the embedded node.</summary>
public sealed class NodeFaultTests(NodeFaultyProxies proxies) : StoreFaultTests(proxies), IClassFixture<NodeFaultyProxies>
{
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LineToPostgres_Faulty_IsSurvived(string fault)
    {
        await Proxies.Loaded;
        await SurviveAsync(Proxies.Postgres, fault);
    }

    [Fact]
    public async Task Postgres_UnresponsiveUnderLoad_AffectsNoOtherRequests()
    {
        const int MoreThanThePoolHolds = 150;
        await Proxies.Loaded;
        var token = TestContext.Current.CancellationToken;
        var expected = await AskEachAsync();
        var (list, count) = (FaultProbe.All.Single(probe => probe.Name == "list"), FaultProbe.All.Single(probe => probe.Name == "count"));
        await Task.WhenAll(Many(NormalLimit));
        await Proxies.Postgres.InjectFaultAsync(NetworkFault.All.Single(known => known.Name == "silent"), token);
        try
        {
            for (var round = 0; round < 2; round++)
            {
                var lists = Many(Limit);
                var (status, body) = await count.AskAsync(Proxies.Client, NormalLimit, Grace, expected[count]);
                Assert.True(status == HttpStatusCode.OK, body);
                await Task.WhenAll(lists);
            }
        }
        finally
        {
            await Proxies.Postgres.RemoveFaultsAsync(token);
        }

        await AssertRecoversAsync(expected);
        await AssertNothingLeaksAsync(MoreThanThePoolHolds + FaultProbe.All.Count);

        List<Task<(HttpStatusCode, string)>> Many(TimeSpan limit) =>
            [.. Enumerable.Range(0, MoreThanThePoolHolds).Select(_ => list.AskAsync(Proxies.Client, limit, Grace, expected[list]))];
    }
}

/// <summary>Tests of faults of the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceFaultTests(ReferenceFaultyProxies proxies) : StoreFaultTests(proxies), IClassFixture<ReferenceFaultyProxies>;

/// <summary>
/// Tests of every network fault of a store: requests end in time with a correct response or an error, nothing leaks,
/// and the service recovers soon after.
/// </summary>
public abstract class StoreFaultTests(FaultyProxies proxies)
{
    private const int AtOnce = 3;

    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.5);
    protected static readonly TimeSpan NormalLimit = TimeSpan.FromSeconds(60);

    // Much less than an unlimited request would wait, and much more than a busy machine needs.
    protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    protected FaultyProxies Proxies => proxies;

    public static TheoryData<string> Faults { get; } = [.. NetworkFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LineToElasticsearch_Faulty_IsSurvived(string fault)
    {
        await proxies.Loaded;
        await SurviveAsync(proxies.Elasticsearch, fault);
    }

    private protected async Task SurviveAsync(ToxicProxy proxy, string fault)
    {
        var token = TestContext.Current.CancellationToken;
        var expected = await AskEachAsync();
        await AskAllAsync(NormalLimit, expected);
        var held = Math.Max(proxies.Postgres.Connections, proxies.Elasticsearch.Connections);
        await proxy.InjectFaultAsync(NetworkFault.All.Single(known => known.Name == fault), token);
        try
        {
            await AskAllAsync(Limit, expected);
        }
        finally
        {
            await proxy.RemoveFaultsAsync(token);
        }

        await AssertRecoversAsync(expected);
        // Abandoned requests held connections in addition to those of later requests. Idle connections of earlier load
        // may remain.
        await AssertNothingLeaksAsync(Math.Max(held, 2 * AtOnce * FaultProbe.All.Count));
    }

    private protected async Task<Dictionary<FaultProbe, string>> AskEachAsync()
    {
        var expected = new Dictionary<FaultProbe, string>();
        foreach (var probe in FaultProbe.All)
        {
            var (status, body) = await probe.AskAsync(proxies.Client, NormalLimit, Grace, expected: null);
            Assert.True(status == HttpStatusCode.OK, $"{probe} before the fault: {body}");
            expected[probe] = body;
        }

        return expected;
    }

    private async Task<bool> AskAllAsync(TimeSpan limit, Dictionary<FaultProbe, string> expected)
    {
        var answers = await Task.WhenAll(Enumerable.Repeat(FaultProbe.All, AtOnce).SelectMany(probes => probes)
            .Select(probe => probe.AskAsync(proxies.Client, limit, Grace, expected[probe])));
        return Array.TrueForAll(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    // The service has recovered when it serves all requests twice.
    private protected async Task AssertRecoversAsync(Dictionary<FaultProbe, string> expected)
    {
        var repairedAt = Stopwatch.GetTimestamp();
        while (!await AskAllAsync(NormalLimit, expected))
        {
            Assert.True(Stopwatch.GetElapsedTime(repairedAt) < Recovery, $"not recovered {Recovery.TotalSeconds} s after the fault");
        }

        Assert.True(await AskAllAsync(NormalLimit, expected), "failed again after the recovery");
    }

    private protected async Task AssertNothingLeaksAsync(int max)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (sessions, busy) = await proxies.CountSessionsAsync();
            var (postgres, elasticsearch) = (proxies.Postgres.Connections, proxies.Elasticsearch.Connections);
            if (busy == 0 && sessions <= max && postgres <= max && elasticsearch <= max)
            {
                return;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(started) < Recovery,
                $"{sessions} sessions, {busy} of them busy; {postgres} connections to PostgreSQL, {elasticsearch} to Elasticsearch");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
