using System.Text;
using System.Text.Json;
using CsCheck;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>PostgreSQL against the embedded node, on nasty rows.</summary>
public sealed class NodeSameAnswerTests(NodeRandomStores stores) : SameAnswerTests(stores), IClassFixture<NodeRandomStores>;

/// <summary>PostgreSQL against the real Elasticsearch, on nasty rows.</summary>
public sealed class ReferenceSameAnswerTests(ReferenceRandomStores stores) : SameAnswerTests(stores), IClassFixture<ReferenceRandomStores>;

/// <summary>PostgreSQL against the embedded node, on real rows.</summary>
public sealed class NodeRealAnswerTests(NodeRealStores stores) : SameAnswerTests(stores), IClassFixture<NodeRealStores>;

/// <summary>PostgreSQL against the real Elasticsearch, on real rows.</summary>
public sealed class ReferenceRealAnswerTests(ReferenceRealStores stores) : SameAnswerTests(stores), IClassFixture<ReferenceRealStores>;

/// <summary>
/// Random queries, and queries of random filters: both compilers' answers are one. <c>VQL_PARITY_QUERIES</c> says of how
/// many, <c>VQL_PARITY_ROWS</c> makes other nasty rows, <c>CsCheck_Seed</c> repeats a query.
/// </summary>
public abstract class SameAnswerTests(SearchedStores stores) : IAsyncLifetime
{
    private const int Pages = 3;

    private static readonly int Queries = RunLength.Of("VQL_PARITY_QUERIES", 125);

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private int _compared;
    private int _fruitful;
    private int _left;

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
        await RandomQuery.Of(entity, stores.Rows).SampleAsync(query => CompareAsync(entity, query), iter: Queries, threads: 2, print: Print);
        Tell(name, "queries");
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task RandomFilters_OnBothEngines_FindTheSameRowsInTheSameOrder(Entity name)
    {
        var filters = FilterTable.For(name);
        await Gen.Select(RandomFilters.Of(filters, stores.Rows), RandomQuery.Order(filters.Fields)).SampleAsync(async (given, order) =>
        {
            var faults = new List<ParameterFault>();
            var where = FilterConverter.Convert(
                filters, given.GroupBy(pair => pair.Name, pair => pair.Value).Select(pair => KeyValuePair.Create(pair.Key, (IReadOnlyList<string>)[.. pair])), faults);
            await CompareAsync(filters.Fields, faults.Count > 0 ? null : new VqlQuery { Where = where, OrderBy = order, Limit = 20 });
        }, iter: Queries, threads: 2, print: sample => string.Join('&', sample.Item1));
        Tell(name, "sets of filters");
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public Task WholeList_PagedByCursorOnBothEngines_IsTheSame(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        return RandomQuery.Order(entity).Select(order => new VqlQuery { OrderBy = order, Limit = 97 }).SampleAsync(async query =>
        {
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
            var asked = AsRead(entity, query) ?? new VqlQuery();
            foreach (var chunk in fields.Chunk(VqlFacet.MaxFacets))
            {
                var facets = asked with { Limit = 1, Page = 0, Cursor = [], Facets = [.. chunk.Select((field, index) => new VqlFacet(field.Name, index % 2 == 0 ? 3 : VqlFacet.MaxSize))] };
                var answer = await stores.Engine.SearchAsync(entity, facets, Deadline, TestContext.Current.CancellationToken);
                Assert.Null(answer.Failure);
                var read = await stores.Tables.CountFacetsAsync(entity, facets, TestContext.Current.CancellationToken);
                Assert.Equal(Print(read), Print(answer.Value!.Facets));
            }
        }, iter: Queries / 5, threads: 2, print: Print);
    }

    // A query that neither engine would be asked, because it is not valid or only the tables can answer, is none.
    private async Task CompareAsync(EntityFields entity, VqlQuery? asked)
    {
        if (asked is null || asked.RequiresPostgres(entity) || AsRead(entity, asked) is not { } query)
        {
            Interlocked.Increment(ref _left);
            return;
        }

        var count = await stores.Engine.CountAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(count.Failure);
        Assert.Equal(await stores.Tables.CountAsync(entity, query, TestContext.Current.CancellationToken), count.Value);
        await SamePagesAsync(entity, query, Pages);
        Interlocked.Increment(ref _compared);
        if (count.Value > 0)
        {
            Interlocked.Increment(ref _fruitful);
        }
    }

    // What a service makes of it; null when it is refused.
    private static VqlQuery? AsRead(EntityFields entity, VqlQuery query) => VqlReader.Read(Encoding.UTF8.GetBytes(Print(query)), entity).Query;

    private void Tell(Entity name, string what) =>
        TestContext.Current.SendDiagnosticMessage($"{GetType().Name}, {name}: {_compared} {what} compared, {_fruitful} of them found rows, {_left} left out");

    // Page after page, each going on behind the other engine's last row.
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
            Assert.All(rows, row => Assert.True(seen.Add(row.Uuid), $"{row.Uuid} came twice"));
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
            ? [.. (await stores.Tables.ListContactsAsync(query, TestContext.Current.CancellationToken)).Select(row => (row.Uuid, row.Cursor!))]
            : [.. (await stores.Tables.ListCompaniesAsync(query, TestContext.Current.CancellationToken)).Select(row => (row.Uuid, row.Cursor!))];

    private static string Place(string uuid, IReadOnlyList<string?> cursor) => $"{uuid} at {string.Join(" | ", cursor.Select(value => value ?? "(none)"))}";

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
