using System.Globalization;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>
/// Compares the embedded node with the real Elasticsearch for random searches and random faulty requests. <c>VQL_NODE_QUERIES</c> and
/// <c>VQL_NODE_BAD_REQUESTS</c> set their numbers, and <c>VQL_NODE_SEED</c> selects others.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class SameAnswerAsElasticsearchTests(RecordedReference reference, EmptyNode node)
    : LoadedTests(() => Task.WhenAll(reference.Running, node.Running)), IClassFixture<EmptyNode>
{
    private const int Seeds = 100_000;

    // The shares that are known to be the same. What is different is listed in the output of the test.
    private const double SameSearches = 0.95;
    private const double SameErrors = 0.99;

    // docs/search-node.md names the faults that Elasticsearch ignores, or at which it fails, and that the node rejects.
    private const double StricterErrors = 0.1;

    private static readonly int Queries = RunLength.Of("VQL_NODE_QUERIES", 300);
    private static readonly int BadRequests = RunLength.Of("VQL_NODE_BAD_REQUESTS", 200);
    private static readonly int Seed = RunLength.Of("VQL_NODE_SEED", 1);

    private readonly Engine _elasticsearch = new(reference.Client);
    private readonly Engine _node = new(node.Client);

    [Fact]
    public Task Searches_OnBothEngines_GiveTheSame() => CompareAsync(
        Queries, random => new RandomSearch(random).Next(), Comparison.OfSearches, SameSearches, stricterShare: 0);

    [Fact]
    public Task FaultyRequests_OnBothEngines_AreRejectedAlike() => CompareAsync(
        BadRequests, random => new RandomBadRequest(random).Next(), Comparison.OfErrors, SameErrors, StricterErrors);

    private async Task CompareAsync(
        int count, Func<Random, Request> next, Func<Response, Response, string?> compare, double expectedShare, double stricterShare)
    {
        await ComparedIndex.CreateAsync(_elasticsearch);
        await ComparedIndex.CreateAsync(_node);
        var (differences, stricter, crashes) = (new List<string>(), new List<string>(), new List<string>());
        for (var number = 0; number < count; number++)
        {
            var request = next(new Random((Seed * Seeds) + number));
            var expected = await SendAsync(_elasticsearch, request);
            var actual = await SendAsync(_node, request);
            if (compare(expected, actual) is { } difference)
            {
                (stricterShare > 0 && Comparison.IsStricter(expected, actual) ? stricter : differences).Add($"{request}\n  {difference}");
            }

            if (actual.Status >= 500 && expected.Status < 500)
            {
                crashes.Add(request.ToString());
            }
        }

        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count - differences.Count - stricter.Count} of {count} are the same; the node alone rejects {stricter.Count}."));
        differences.ForEach(output.WriteLine);
        stricter.ForEach(output.WriteLine);
        Assert.Empty(crashes);
        Assert.True(stricter.Count <= stricterShare * count, string.Join('\n', stricter));
        Assert.True(count - differences.Count >= expectedShare * count, string.Join('\n', differences));
    }

    // An index that a request creates must not remain for the next one.
    private static async Task<Response> SendAsync(Engine engine, Request request)
    {
        var response = await engine.SendAsync(request, TestContext.Current.CancellationToken);
        if (request.Path.StartsWith("/bad-", StringComparison.Ordinal) && response.Status == 200)
        {
            await engine.SendAsync(new Request("DELETE", request.Path.Split('?')[0]), TestContext.Current.CancellationToken);
        }

        return response;
    }
}
