using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Vql.Tests.Infrastructure;
using Vql.Tests.SyncWorker;

namespace Vql.Tests.Api;

/// <summary>
/// Writers that search for each row immediately after writing it, while added latency delays the worker.
/// <c>VQL_PAIRS</c> sets the number of pairs of a write and a search.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReadYourWritesTests(PostgresServer server, SyncElasticsearch reference)
    : IClassFixture<SyncElasticsearch>, IAsyncLifetime
{
    private const int Writers = 6;

    // One pair in 25 waits for the index, and one in 7 deletes the row again.
    private const int WaitInterval = 25;
    private const int DeleteInterval = 7;

    private static readonly int Pairs = RunLength.Of("VQL_PAIRS", 120);

    private readonly SearchNodeFixture _node = new();

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Search_WithThePositionOfAWriteWhileTheWorkerLags_AlwaysFindsIt(bool isReference)
    {
        var token = TestContext.Current.CancellationToken;
        await using var proxy = await Toxiproxy.StartAsync(token);
        await using var rig = await StreamRig.CreateAsync(server, isReference ? await reference.StartAsync() : _node.Url, proxy);
        await EntityIndices.ClearAsync(rig.Engine, token);
        await rig.StartWorkerAsync();
        await using var stack = await SearchStack.StartAsync(rig);
        await rig.ToxicEngine!.InjectFaultAsync(NetworkFault.WithLatency(300, 250), token);

        var sources = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Pairs), new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = token },
            async (pair, _) => sources.Add(await WriteAndSearchAsync(stack.Api.Client, pair)));
        TestContext.Current.SendDiagnosticMessage(
            "{0} pairs: {1}", Pairs, string.Join(", ", sources.CountBy(source => source).Select(source => $"{source.Value} {source.Key}")));
        Assert.Contains("index_behind", sources);
        Assert.Contains("vql", sources);

        await rig.ToxicEngine.RemoveFaultsAsync(token);
        await rig.WaitUntilFoundAsync();
        await rig.AssertEqualAsync();
    }

    // Returns vql, or the fallback reason of the search for the created row.
    private static async Task<string> WriteAndSearchAsync(HttpClient api, int pair)
    {
        using var created = await api.PostAsJsonAsync("/api/v1/contacts/", new { first_name = $"Pairwise{pair}", seniority = "vp" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var uuid = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("uuid").GetString()!;
        var list =
            $"/api/v1/contacts/?first_name=Pairwise{pair}&first_name.fuzzy=false"
            + $"&seniority=vp{(pair % WaitInterval == 0 ? "&wait=10s" : "")}";
        var (answer, source) = await SearchAsync(api, list, created);
        Assert.Equal([uuid], answer.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()));

        if (pair % DeleteInterval == 0)
        {
            using var deleted = await api.DeleteAsync(new Uri($"/api/v1/contacts/{uuid}/", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            var (count, _) = await SearchAsync(api, $"/api/v1/contacts/count/?first_name=Pairwise{pair}&first_name.fuzzy=false", deleted);
            Assert.Equal(0, count.GetProperty("count").GetInt64());
        }

        return source;
    }

    private static async Task<(JsonElement Answer, string Source)> SearchAsync(HttpClient api, string path, HttpResponseMessage written)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-VQL-Position", written.Headers.GetValues("X-VQL-Position").Single());
        using var found = await api.SendAsync(request);
        found.EnsureSuccessStatusCode();
        return (
            await found.Content.ReadFromJsonAsync<JsonElement>(),
            found.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : "vql");
    }
}
