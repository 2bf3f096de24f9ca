using System.Diagnostics;
using System.Net;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra.Faults;

/// <summary>Each store's line, with the embedded node for an engine.</summary>
public sealed class NodeFaultTests(NodeFaultyLines lines) : StoreFaultTests(lines), IClassFixture<NodeFaultyLines>
{
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LineToPostgres_Faulty_IsSurvived(string fault)
    {
        await Lines.Loaded;
        await SurviveAsync(Lines.Postgres, fault);
    }

    [Fact]
    public async Task Postgres_SilentUnderLoad_TakesNothingElseWithIt()
    {
        const int MoreThanThePoolHolds = 150;
        await Lines.Loaded;
        var token = TestContext.Current.CancellationToken;
        var whole = await AskEachAsync();
        var (list, count) = (FaultProbe.All.Single(probe => probe.Name == "list"), FaultProbe.All.Single(probe => probe.Name == "count"));
        await Task.WhenAll(Many(LimitWhenWell));
        await Lines.Postgres.SpoilAsync(LineFault.All.Single(known => known.Name == "silent"), token);
        try
        {
            for (var round = 0; round < 2; round++)
            {
                var lists = Many(Limit);
                var (status, body) = await count.AskAsync(Lines.Client, LimitWhenWell, Grace, whole[count]);
                Assert.True(status == HttpStatusCode.OK, body);
                await Task.WhenAll(lists);
            }
        }
        finally
        {
            await Lines.Postgres.MendAsync(token);
        }

        await AssertRecoversAsync(whole);
        await AssertNothingLeaksAsync(MoreThanThePoolHolds + FaultProbe.All.Count);

        List<Task<(HttpStatusCode, string)>> Many(TimeSpan limit) =>
            [.. Enumerable.Range(0, MoreThanThePoolHolds).Select(_ => list.AskAsync(Lines.Client, limit, Grace, whole[list]))];
    }
}

/// <summary>The line to the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceFaultTests(ReferenceFaultyLines lines) : StoreFaultTests(lines), IClassFixture<ReferenceFaultyLines>;

/// <summary>Every fault of a line to a store: requests end in time with the truth, nothing leaks, and all is well soon after.</summary>
public abstract class StoreFaultTests(FaultyLines lines)
{
    private const int AtOnce = 3;

    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.5);
    protected static readonly TimeSpan LimitWhenWell = TimeSpan.FromSeconds(60);

    // Far less than a request waits that nothing ends, and far more than a busy machine needs.
    protected static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    protected FaultyLines Lines => lines;

    public static TheoryData<string> Faults { get; } = [.. LineFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task LineToElasticsearch_Faulty_IsSurvived(string fault)
    {
        await lines.Loaded;
        await SurviveAsync(lines.Elasticsearch, fault);
    }

    private protected async Task SurviveAsync(ToxicLine line, string fault)
    {
        var token = TestContext.Current.CancellationToken;
        var whole = await AskEachAsync();
        await AskAllAsync(LimitWhenWell, whole);
        var held = Math.Max(lines.Postgres.Connections, lines.Elasticsearch.Connections);
        await line.SpoilAsync(LineFault.All.Single(known => known.Name == fault), token);
        try
        {
            await AskAllAsync(Limit, whole);
        }
        finally
        {
            await line.MendAsync(token);
        }

        await AssertRecoversAsync(whole);
        // Requests whose work was left alone had connections beside those of the next; idle ones of an earlier rush may stay.
        await AssertNothingLeaksAsync(Math.Max(held, 2 * AtOnce * FaultProbe.All.Count));
    }

    private protected async Task<Dictionary<FaultProbe, string>> AskEachAsync()
    {
        var whole = new Dictionary<FaultProbe, string>();
        foreach (var probe in FaultProbe.All)
        {
            var (status, body) = await probe.AskAsync(lines.Client, LimitWhenWell, Grace, whole: null);
            Assert.True(status == HttpStatusCode.OK, $"{probe} before the fault: {body}");
            whole[probe] = body;
        }

        return whole;
    }

    private async Task<bool> AskAllAsync(TimeSpan limit, Dictionary<FaultProbe, string> whole)
    {
        var answers = await Task.WhenAll(Enumerable.Repeat(FaultProbe.All, AtOnce).SelectMany(probes => probes)
            .Select(probe => probe.AskAsync(lines.Client, limit, Grace, whole[probe])));
        return Array.TrueForAll(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    // Well is who answers everything, and goes on to.
    private protected async Task AssertRecoversAsync(Dictionary<FaultProbe, string> whole)
    {
        var mended = Stopwatch.GetTimestamp();
        while (!await AskAllAsync(LimitWhenWell, whole))
        {
            Assert.True(Stopwatch.GetElapsedTime(mended) < Recovery, $"not well again {Recovery.TotalSeconds} s after the fault");
        }

        Assert.True(await AskAllAsync(LimitWhenWell, whole), "ill again after it was well");
    }

    private protected async Task AssertNothingLeaksAsync(int most)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (sessions, busy) = await lines.CountSessionsAsync();
            var (postgres, elasticsearch) = (lines.Postgres.Connections, lines.Elasticsearch.Connections);
            if (busy == 0 && sessions <= most && postgres <= most && elasticsearch <= most)
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
