using CsCheck;
using Vql.Api.Engine;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>People and companies that match searches to different degrees. Later rows are newer.</summary>
public static class RelevanceRows
{
    public static SearchedRows Rows { get; } = new(
        "relevance",
        [Company("kesscorp", "Kessler Industries", 1), Company("acme", "Acme Sales", 2), Company("sales", "Sales Acme Partners", 3)],
        [
            Contact("phrase", "Ann", "Smith", "Regional Sales Manager", 1),
            Contact("words", "Bob", "Jones", "Manager of Sales", 2),
            Contact("synonym", "Cid", "Brown", "Sales Mgr", 3),
            Contact("typo", "Dan", "Green", "Sales Manger", 4),
            Contact("phrase2", "Eve", "White", "Sales Manager", 5),
            Contact("person", "Jerrod", "Kessler", "Baker", 6),
            Contact("fan", "Fay", "Black", "Jerrod Kessler Biographer", 7),
            Contact("employee", "Jerrod", "Gray", "Cook", 8) with { CompanyId = "kesscorp" },
            Contact("start", "Hal", "Kesslering", "Pilot", 9),
        ],
        Gen.Const("x"), Gen.Const("x"));

    private static Contact Contact(string uuid, string first, string last, string title, int day) => new()
    {
        Uuid = uuid,
        FirstName = first,
        LastName = last,
        Title = title,
        CreatedAt = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero),
    };

    private static Company Company(string uuid, string name, int day) =>
        new() { Uuid = uuid, Name = name, CreatedAt = new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero) };
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeRelevanceStores(PostgresServer server) : NodeSearchedStores(server, RelevanceRows.Rows);

/// <summary>These rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceRelevanceStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, RelevanceRows.Rows);

/// <summary>The order by relevance, in PostgreSQL and the embedded node.</summary>
public sealed class NodeRelevanceTests(NodeRelevanceStores stores) : RelevanceTests(stores), IClassFixture<NodeRelevanceStores>;

/// <summary>The order by relevance, in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceRelevanceTests(ReferenceRelevanceStores stores)
    : RelevanceTests(stores), IClassFixture<ReferenceRelevanceStores>;

/// <summary>Tests that the rows that a person means come first.</summary>
public abstract class RelevanceTests(SearchedStores stores) : FoundRowTests(stores)
{
    [Theory]
    [InlineData("title=sales manager", "phrase2 phrase words synonym typo")]
    [InlineData("title=sales manager,baker", "person phrase2 phrase words synonym typo")]
    [InlineData("jumble_title_words=manager,sales", "phrase2 words phrase synonym typo")]
    [InlineData("search=jerrod kessler", "person fan employee")]
    [InlineData("search=kessler&search.match=prefix", "person start employee fan")]
    [InlineData("last_name=kessler&last_name.match=prefix", "person start")]
    [InlineData("last_name=kessler&last_name.match=substring", "person start")]
    [InlineData("title=manager&title.match=exact", "phrase2 words phrase")]
    public Task Contacts_AreSortedByRelevanceAndThenByDate(string filters, string expected) =>
        AssertOrderAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("name=acme sales", "acme sales")]
    [InlineData("search=acme sales", "acme sales")]
    [InlineData("search=sales acme", "sales acme")]
    public Task Companies_AreSortedByRelevanceAndThenByDate(string filters, string expected) =>
        AssertOrderAsync(Entity.Company, filters, expected);

    [Theory]
    [InlineData(
        "title=sales manager", "phrase2 phrase words synonym typo",
        "phrase=16; phrase=16; words=8; synonym=2; typo=0")]
    [InlineData("title=anag&title.match=substring", "phrase2 words phrase", "substring=0; substring=0; substring=0")]
    [InlineData("last_name=kessler&last_name.match=prefix", "person start", "words=20; prefix=10")]
    [InlineData("jumble_title_words=manager,sales", "phrase2 words phrase synonym typo",
        "words=8 words=8; words=8 words=8; words=8 words=8; synonym=2 words=8; typo=0 words=8")]
    [InlineData(
        "search=jerrod kessler", "person fan employee",
        "words=20 words=20 none=0; words=8 words=8 phrase=16; words=20 words=8 none=0")]
    public async Task Reasons_OfARow_HaveItsRelevanceAsTheirSum(string filters, string expected, string expectedReasons)
    {
        var (scores, hits) = await AssertOrderAsync(Entity.Contact, filters, expected);
        var reasons = scores.ConvertAll(ScoredReasons.Of);
        var places = await PlacesAsync(Entity.Contact, reasons, hits.Select(hit => hit.Uuid));
        var found = hits.Select(hit => reasons.Select((reason, index) => reason.At(places[hit.Uuid][index])).ToList()).ToList();
        Assert.Equal(
            expectedReasons,
            string.Join("; ", found.Select(row => string.Join(' ', row.Select(part => $"{part.Match ?? "none"}={part.Points}")))));
        Assert.Equal(hits.Select(hit => hit.Sort[0]), found.Select(row => $"{row.Sum(part => part.Points)}"));
    }

    private async Task<(List<FilterScore> Scores, IReadOnlyList<SearchHit> Hits)> AssertOrderAsync(
        Entity name, string filters, string expected)
    {
        var faults = new List<ParameterFault>();
        var scores = new List<FilterScore>();
        var where = Convert(name, filters, faults, scores);
        Assert.Empty(faults);
        var entity = FieldCatalogue.For(name);
        IReadOnlyList<VqlOrder> relevance = scores.Count > 0
            ? [new VqlOrder(Field.RelevanceName, Descending: true) { Scores = FilterScore.ScoresOf(scores) }]
            : [];
        var query = new VqlQuery { Where = where, OrderBy = [.. relevance, .. VqlOrder.Default] };

        var rows = await Stores.Tables.ListUuidsAsync(entity, query, 0, TestContext.Current.CancellationToken);
        Assert.Equal(expected, string.Join(' ', rows));
        var hits = await Stores.Engine.SearchAsync(entity, query, Deadline, TestContext.Current.CancellationToken);
        Assert.Null(hits.Failure);
        Assert.Equal(expected, string.Join(' ', hits.Value!.Hits.Select(hit => hit.Uuid)));
        return (scores, hits.Value.Hits);
    }

    private async Task<IReadOnlyDictionary<string, long[]>> PlacesAsync(
        Entity name, List<ScoredReasons> reasons, IEnumerable<string> uuids) =>
        await Stores.Tables.ScoreAsync(
            FieldCatalogue.For(name), [.. reasons.Select(reason => reason.Places)], [.. uuids], TestContext.Current.CancellationToken);
}
