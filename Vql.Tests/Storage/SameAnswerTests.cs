using System.Text;
using System.Text.Json;
using CsCheck;
using Vql.Api.Engine;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Compares PostgreSQL with the embedded node, on error-prone rows.</summary>
public sealed class NodeSameAnswerTests(NodeRandomStores stores) : SameAnswerTests(stores), IClassFixture<NodeRandomStores>;

/// <summary>Compares PostgreSQL with the real Elasticsearch, on error-prone rows.</summary>
public sealed class ReferenceSameAnswerTests(ReferenceRandomStores stores) : SameAnswerTests(stores), IClassFixture<ReferenceRandomStores>;

/// <summary>Compares PostgreSQL with the embedded node, on real rows.</summary>
public sealed class NodeRealAnswerTests(NodeRealStores stores) : SameAnswerTests(stores), IClassFixture<NodeRealStores>;

/// <summary>Compares PostgreSQL with the real Elasticsearch, on real rows.</summary>
public sealed class ReferenceRealAnswerTests(ReferenceRealStores stores) : SameAnswerTests(stores), IClassFixture<ReferenceRealStores>;

/// <summary>
/// Compares the results of both compilers for random queries and random filters. <c>VQL_PARITY_QUERIES</c> sets the
/// number of queries, <c>VQL_PARITY_ROWS</c> sets other error-prone rows, and <c>CsCheck_Seed</c> repeats a query.
/// </summary>
public abstract class SameAnswerTests(SearchedStores stores) : IAsyncLifetime
{
    private const int Pages = 3;

    private static readonly int Queries = RunLength.Of("VQL_PARITY_QUERIES", 125);

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private int _compared;
    private int _matched;
    private int _skipped;
    private int _explained;

    public static TheoryData<Entity> Entities { get; } = [Entity.Contact, Entity.Company];

    public async ValueTask InitializeAsync() => await stores.Loaded;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task RandomQuery_OnBothEngines_FindsTheSameRowsInTheSameOrder(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        await RandomQuery.Of(entity, stores.Rows)
            .SampleAsync(query => CompareAsync(entity, query), iter: Queries, threads: 2, print: Print);
        ReportCounts(name, "queries");
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task RandomFilters_OnBothEngines_FindTheSameRowsInTheSameOrder(Entity name)
    {
        var filters = FilterTable.For(name);
        var orders = RandomQuery.Order(filters.Fields, stores.Rows);
        await Gen.Select(RandomFilters.Of(filters, stores.Rows), orders).SampleAsync(async (parameters, order) =>
        {
            var faults = new List<ParameterFault>();
            var scores = new List<FilterScore>();
            var where = FilterConverter.Convert(
                filters,
                parameters.GroupBy(pair => pair.Name, pair => pair.Value)
                    .Select(pair => KeyValuePair.Create(pair.Key, (IReadOnlyList<string>)[.. pair])),
                faults, scores: scores);
            var query = faults.Count > 0 ? null : new VqlQuery { Where = where, OrderBy = order, Limit = 20 };
            await CompareAsync(filters.Fields, query);
            if (query is not null && scores.Count > 0)
            {
                await CompareReasonsAsync(filters.Fields, query, scores);
            }
        }, iter: Queries, threads: 2, print: sample => string.Join('&', sample.Item1));
        ReportCounts(name, "sets of filters");
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public Task NormalForm_OfARandomQueryOnPostgres_FindsTheSameRowsInTheSameOrder(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        return RandomQuery.Of(entity, stores.Rows).SampleAsync(async query =>
        {
            if (RoundTrip(entity, query) is { } original)
            {
                var normal = original with { Where = NormalForm.Of(entity, original.Where) };
                Assert.Equal(await PlacesAsync(entity, original), await PlacesAsync(entity, normal));
                Assert.Equal(
                    await stores.Tables.CountAsync(entity, original, TestContext.Current.CancellationToken),
                    await stores.Tables.CountAsync(entity, normal, TestContext.Current.CancellationToken));
            }
        }, iter: Queries, threads: 2, print: Print);
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public Task WholeList_PagedByCursorOnBothEngines_IsTheSame(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var queries = RandomQuery.Order(entity, stores.Rows).Select(order => new VqlQuery { OrderBy = order, Limit = 97 });
        return queries.SampleAsync(async query =>
        {
            if (query.RequiresPostgres(entity))
            {
                Interlocked.Increment(ref _skipped);
                return;
            }

            var total = await stores.Tables.CountAsync(entity, query, TestContext.Current.CancellationToken);
            Assert.Equal(total, await SamePagesAsync(entity, query, int.MaxValue));
        }, iter: Queries / 10, threads: 2, print: Print);
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public Task Facets_OfARandomQueryOnBothEngines_CountTheSame(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        var fields = entity.Fields.Where(field => field.Kind == FieldKind.Keyword).ToArray();
        return RandomQuery.Of(entity, stores.Rows).SampleAsync(async query =>
        {
            var original = RoundTrip(entity, query) ?? new VqlQuery();
            if (original.RequiresPostgres(entity))
            {
                Interlocked.Increment(ref _skipped);
                return;
            }

            foreach (var chunk in fields.Chunk(VqlFacet.MaxFacets))
            {
                var facets = original with
                {
                    Limit = 1,
                    Page = 0,
                    Cursor = [],
                    Facets = [.. chunk.Select((field, index) => new VqlFacet(field.Name, index % 2 == 0 ? 3 : VqlFacet.MaxSize))],
                };
                var answer = await stores.Engine.SearchAsync(entity, facets, Deadline, TestContext.Current.CancellationToken);
                Assert.Null(answer.Failure);
                var read = await stores.Tables.CountFacetsAsync(entity, facets, TestContext.Current.CancellationToken);
                Assert.Equal(Print(read), Print(answer.Value!.Facets));
            }
        }, iter: Queries / 5, threads: 2, print: Print);
    }

    [Fact]
    public async Task Range_WithTheLongestBoundsOfTheSearch_FindsTheSameRows()
    {
        RangeBound[][] ranges =
        [
            [Bound(RangeOperator.Gte, 'b', 900)],
            [Bound(RangeOperator.Lte, 'm', 900)],
            [Bound(RangeOperator.Gt, 'b', 100), Bound(RangeOperator.Lt, 'b', 800)],
            [Bound(RangeOperator.Gte, 'b', 450), Bound(RangeOperator.Lt, 'é', 225)],
        ];
        foreach (var field in (string[])["title", "seniority"])
        {
            foreach (var bounds in ranges)
            {
                var range = new Clauses<RangeMatch>([new RangeMatch(field, bounds)], []);
                await CompareAsync(
                    FieldCatalogue.Contacts, new VqlQuery { Where = VqlWhere.Everything with { RangeQuery = range } });
            }
        }

        Assert.Equal(0, _skipped);

        static RangeBound Bound(RangeOperator side, char letter, int length) => new(side, VqlValue.Of(new string(letter, length)));
    }

    // Skips queries that are invalid or that only PostgreSQL supports.
    private async Task CompareAsync(EntityFields entity, VqlQuery? original)
    {
        if (original is null || original.RequiresPostgres(entity) || RoundTrip(entity, original) is not { } query)
        {
            Interlocked.Increment(ref _skipped);
            return;
        }

        var count = await stores.Engine.CountAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(count.Failure);
        Assert.Equal(await stores.Tables.CountAsync(entity, query, TestContext.Current.CancellationToken), count.Value);
        await SamePagesAsync(entity, query, Pages);
        Interlocked.Increment(ref _compared);
        if (count.Value > 0)
        {
            Interlocked.Increment(ref _matched);
        }
    }

    // Compares the order by relevance, and the reasons for it with the relevance that the engine sorted by.
    private async Task CompareReasonsAsync(EntityFields entity, VqlQuery query, List<FilterScore> scores)
    {
        var relevance = new VqlOrder(Field.RelevanceName, Descending: true) { Scores = FilterScore.ScoresOf(scores) };
        query = query with { OrderBy = [relevance, .. VqlOrder.Default] };
        if (query.RequiresPostgres(entity))
        {
            return;
        }

        await CompareAsync(entity, query);
        var answer = await stores.Engine.SearchAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(answer.Failure);
        var reasons = scores.ConvertAll(ScoredReasons.Of);
        var places = await stores.Tables.ScoreAsync(
            entity, [.. reasons.Select(reason => reason.Places)], [.. answer.Value!.Hits.Select(hit => hit.Uuid)],
            TestContext.Current.CancellationToken);
        foreach (var hit in answer.Value.Hits)
        {
            var ofRow = reasons.Select((reason, index) => reason.At(places[hit.Uuid][index])).ToList();
            Assert.Equal(hit.Sort[0], $"{ofRow.Sum(part => part.Points)}");

            // The whole text of a search need not be a phrase. Every other part has a reason, because the row matches the filter.
            Assert.All(
                scores.Zip(ofRow).Where(part => part.First.Reasons.Any(reason => reason.Match != ScoreMatch.Phrase)),
                part => Assert.NotNull(part.Second.Match));
            Interlocked.Increment(ref _explained);
        }
    }

    // Returns the query as the service reads it, or null if it is rejected.
    private static VqlQuery? RoundTrip(EntityFields entity, VqlQuery query) =>
        VqlReader.Read(Encoding.UTF8.GetBytes(Print(query)), entity).Query;

    private void ReportCounts(Entity name, string what) =>
        TestContext.Current.SendDiagnosticMessage(
            $"{GetType().Name}, {name}: {_compared} {what} compared, {_matched} of them with rows, {_skipped} skipped, "
            + $"{_explained} rows explained");

    // Compares successive pages. Each continues after the last row of alternating engines.
    private async Task<int> SamePagesAsync(EntityFields entity, VqlQuery query, int pages)
    {
        var seen = new HashSet<string>();
        for (var page = 0; page < pages; page++)
        {
            var answer = await stores.Engine.SearchAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
            Assert.Null(answer.Failure);
            var hits = answer.Value!.Hits.Select(hit => Place(hit.Uuid, hit.Sort)).ToList();
            var rows = await RowsAsync(entity, query);
            Assert.Equal(rows.Select(row => Place(row.Uuid, row.Cursor)), hits);
            Assert.All(rows, row => Assert.True(seen.Add(row.Uuid), $"{row.Uuid} was returned twice"));
            if (rows.Count < query.EffectiveLimit)
            {
                break;
            }

            query = query with { Page = 0, Cursor = page % 2 == 0 ? answer.Value!.Hits[^1].Sort : rows[^1].Cursor };
        }

        return seen.Count;
    }

    private async Task<List<(string Uuid, IReadOnlyList<string?> Cursor)>> RowsAsync(EntityFields entity, VqlQuery query) =>
        entity.Entity == Entity.Contact
            ? [
                .. (await stores.Tables.ListContactsAsync(query, TestContext.Current.CancellationToken))
                    .Select(row => (row.Uuid, row.Cursor!)),
            ]
            : [
                .. (await stores.Tables.ListCompaniesAsync(query, TestContext.Current.CancellationToken))
                    .Select(row => (row.Uuid, row.Cursor!)),
            ];

    private async Task<List<string>> PlacesAsync(EntityFields entity, VqlQuery query) =>
        [.. (await RowsAsync(entity, query)).Select(row => Place(row.Uuid, row.Cursor))];

    private static string Place(string uuid, IReadOnlyList<string?> cursor) =>
        $"{uuid} at {string.Join(" | ", cursor.Select(value => value ?? "(none)"))}";

    private static IEnumerable<string> Print(IEnumerable<FacetCounts> facets) =>
        facets.OrderBy(facet => facet.Field, StringComparer.Ordinal).Select(facet => $"{facet.Field}: {string.Join(", ", facet.Values)}");

    private static string Print(VqlQuery query)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, query);
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }
}
