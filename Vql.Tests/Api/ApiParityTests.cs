using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Parity tests on the embedded node.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class NodeApiParityTests(NodeBothPaths paths) : ApiParityTests(paths);

/// <summary>Parity tests on the real Elasticsearch.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceApiParityTests(ReferenceBothPaths paths) : ApiParityTests(paths), IClassFixture<ReferenceBothPaths>;

/// <summary>
/// Compares lists, pages, counts and facets with random filters on real rows: the VQL path and the fallback path must
/// return the same. <c>VQL_PARITY_REQUESTS</c> sets the number of requests, and <c>CsCheck_Seed</c> repeats one.
/// </summary>
public abstract class ApiParityTests(BothPaths paths) : LoadedTests(() => paths.Started)
{
    private const int Pages = 3;

    private static readonly int Requests = RunLength.Of("VQL_PARITY_REQUESTS", 60);

    private int _compared;
    private int _rejected;
    private int _unsupported;

    [Theory]
    [InlineData(Entity.Contact)]
    [InlineData(Entity.Company)]
    public async Task RandomFilters_OnBothPaths_ReturnTheSame(Entity entity)
    {
        var filters = FilterTable.For(entity);
        var orders = Gen.Select(
            Gen.OneOf(OrderTable.For(entity).Keys.ToArray()), Gen.Bool, (key, descending) => (descending ? "-" : "") + key)
            .Array[0, 3].Select(
                keys => keys.Length == 0 ? [] : new[] { ("ordering", string.Join(',', keys.DistinctBy(key => key.TrimStart('-')))) });
        var place = Gen.Frequency(
            (4, Gen.Const(Array.Empty<(string, string)>())),
            (1, Gen.Int[0, 1500].Select(offset => new[] { ("offset", $"{offset}") })),
            (1, Gen.Int[1, 8].Select(page => new[] { ("page", $"{page}") })),
            (1, Gen.Const(new[] { ("total", "true") })));
        var limit = Gen.Frequency((5, Gen.Int[1, 30]), (1, Gen.Int[100, 350])).Select(count => ("limit", $"{count}"));
        var facets = Gen.OneOf(filters.Facets.Select(facet => facet.Name).ToArray()).Array[1, 4]
            .Select(names => ("facets", string.Join(',', names.Distinct())));
        await Gen.Select(RandomFilters.Of(filters, RecordedRows.Searched), orders, place, limit, facets).SampleAsync(
            sample => AskAsync(
                entity == Entity.Contact ? "contacts" : "companies", sample.Item1, [.. sample.Item2, .. sample.Item3, sample.Item4],
                sample.Item5),
            iter: Requests, threads: 2);
        TestContext.Current.SendDiagnosticMessage(
            $"{GetType().Name}, {entity}: {_compared} responses compared, {_unsupported} of them from PostgreSQL only, {_rejected} "
            + "sets of filters rejected on both paths");
    }

    private async Task AskAsync(string table, (string, string)[] filters, (string, string)[] page, (string, string) facets)
    {
        var link = $"{table}/?{Query([.. filters, .. page])}";
        if (!await CompareAsync(link))
        {
            await paths.FaultsAsync(link);
            Interlocked.Increment(ref _rejected);
            return;
        }

        Assert.True(await CompareAsync($"{table}/count/?{Query(filters)}"), "counts reject filters that lists accept");
        Assert.True(
            await CompareAsync($"{table}/count/uuids/?{Query([.. filters, ("limit", "50")])}"), "uuids reject filters that lists accept");
        Assert.True(await CompareAsync($"{table}/facets/?{Query([.. filters, facets])}"), "facets reject filters that lists accept");
        for (var turn = 1; turn < Pages && BothPaths.PathOf(
            (await paths.Tables.GetAsync($"/api/v1/{link}")).GetProperty("next")) is { } next; turn++)
        {
            link = next;
            Assert.True(await CompareAsync(link), "a link that the API returned is rejected");
        }
    }

    // Returns whether both paths accept the request. The VQL path may fall back only for queries that no index
    // supports.
    private async Task<bool> CompareAsync(string path)
    {
        var token = TestContext.Current.CancellationToken;
        using var response = await paths.Search.Client.GetAsync($"/api/v1/{path}", token);
        if (response.StatusCode == System.Net.HttpStatusCode.BadRequest)
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        if (response.Headers.TryGetValues("X-VQL-Fallback", out var reasons))
        {
            Assert.Equal("unsupported", reasons.Single());
            Interlocked.Increment(ref _unsupported);
        }

        var found = await response.Content.ReadFromJsonAsync<JsonElement>(token);
        Assert.Equal(BothPaths.CommonPart(await paths.Tables.GetAsync($"/api/v1/{path}")), BothPaths.CommonPart(found));
        Interlocked.Increment(ref _compared);
        return true;
    }

    private static string Query((string Name, string Value)[] pairs) =>
        string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
}
