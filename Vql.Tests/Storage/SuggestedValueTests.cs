using System.Buffers;
using System.Text.Json;
using CsCheck;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Titles and companies that a user types the beginning of.</summary>
public static class TypedRows
{
    public static SearchedRows Rows { get; } = new(
        "typed",
        [
            new Company { Uuid = "zurich", Name = "Zürich Re", City = "zürich", Country = "switzerland", Industries = ["insurance"] },
            new Company { Uuid = "soft", Name = "Soft Works", City = "new york", Industries = ["software", "it services"] },
            new Company { Uuid = "none", Name = "" },
        ],
        [
            .. Titled("Vice President, Sales", 3, "soft"), .. Titled("Vice Principal", 2), .. Titled("VICE PRESIDENT, SALES", 1),
            .. Titled("President", 4), .. Titled("Senior Vice President of Products", 1, "zurich"), .. Titled("VP Sales", 2),
            .. Titled("C++ Developer", 2), .. Titled("C# Developer", 1), .. Titled("Développeur", 1), .. Titled("Vice Presidnet", 1),
            .. Titled("", 2), .. Titled(new string('x', 300), 1),
        ],
        Gen.Const("x"), Gen.Const("x"));

    private static IEnumerable<Contact> Titled(string title, int count, string? company = null) =>
        Enumerable.Range(0, count).Select(number => new Contact
        {
            Uuid = $"{title}{number}"[..Math.Min(40, title.Length + 1)],
            Title = title,
            CompanyId = company,
        });
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeTypedStores(PostgresServer server) : NodeSearchedStores(server, TypedRows.Rows);

/// <summary>These rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceTypedStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, TypedRows.Rows);

/// <summary>Suggested values, in PostgreSQL and the embedded node.</summary>
public sealed class NodeSuggestedValueTests(NodeTypedStores stores) : SuggestedValueTests(stores), IClassFixture<NodeTypedStores>;

/// <summary>Suggested values, in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceSuggestedValueTests(ReferenceTypedStores stores)
    : SuggestedValueTests(stores), IClassFixture<ReferenceTypedStores>;

/// <summary>Tests that facets count the values that a user types, and no others, on both engines.</summary>
public abstract class SuggestedValueTests(SearchedStores stores) : LoadedTests(() => stores.Loaded)
{
    [Theory]
    [InlineData(
        "title_label", "vice pr", "vice president, sales 4; vice principal 2; senior vice president of products 1; vice presidnet 1")]
    [InlineData("title_label", "pr vice sales", "vice president, sales 4")]
    [InlineData("title_label", "c++", "c++ developer 2")]
    [InlineData("title_label", "devel", "c++ developer 2; c# developer 1; developpeur 1")]
    [InlineData("title_label", "senior vice president of prod", "senior vice president of products 1")]
    [InlineData("title_label", "ice", "")]
    [InlineData("company_name_label", "zur", "zurich re 1")]
    [InlineData("company_name_label", "work", "soft works 3")]
    [InlineData("company_city_normalized", "zür", "zurich 1")]
    [InlineData("company_industries_normalized", "serv", "it services 3")]
    public async Task Values_WithTheTypedWords_AreCounted(string field, string typed, string expected) =>
        Assert.Equal(expected, await BothAsync(field, typed, PrefixTolerance.None));

    [Theory]
    [InlineData("title_label", "presidant", "president 4; vice president, sales 4; senior vice president of products 1; vice presidnet 1")]
    [InlineData("title_label", "vicee presidents", "vice president, sales 4; senior vice president of products 1; vice presidnet 1")]
    [InlineData("title_label", "president", "vice presidnet 1")]
    [InlineData("title_label", "vp", "")]
    [InlineData("company_industries_normalized", "sofware", "software 3")]
    public async Task Values_WithTypos_AreCountedSeparately(string field, string typed, string expected) =>
        Assert.Equal(expected, await BothAsync(field, typed, PrefixTolerance.Typos));

    [Fact]
    public async Task LongValue_IsCountedByItsBeginning() =>
        Assert.Equal($"{new string('x', 255)} 1", await BothAsync("title_label", "xxx", PrefixTolerance.None));

    private async Task<string> BothAsync(string field, string typed, PrefixTolerance tolerance)
    {
        var query = new VqlQuery { Facets = [new VqlFacet(field, 10) { Prefix = TypedText.Of(typed), Tolerance = tolerance }] };
        var values = await SuggestionParity.CountAsync(stores, FieldCatalogue.Contacts, query);
        return string.Join("; ", values.Select(value => $"{value.Value} {value.Count}"));
    }
}

/// <summary>Compares suggested values with random prefixes, on error-prone rows in PostgreSQL and the embedded node.</summary>
public sealed class NodeRandomSuggestionTests(NodeRandomStores stores) : SuggestionParity(stores), IClassFixture<NodeRandomStores>;

/// <summary>Compares suggested values with random prefixes, on real rows in PostgreSQL and the embedded node.</summary>
public sealed class NodeRealSuggestionTests(NodeRealStores stores) : SuggestionParity(stores), IClassFixture<NodeRealStores>;

/// <summary>Compares suggested values with random prefixes, on error-prone rows in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceRandomSuggestionTests(ReferenceRandomStores stores)
    : SuggestionParity(stores), IClassFixture<ReferenceRandomStores>;

/// <summary>
/// Tests that both engines suggest the same values in the same order. <c>VQL_PARITY_QUERIES</c> sets the number of queries.
/// </summary>
public abstract class SuggestionParity(SearchedStores stores) : LoadedTests(() => stores.Loaded)
{
    private static readonly int Queries = RunLength.Of("VQL_PARITY_QUERIES", 125);

    private int _found;

    public static TheoryData<Entity> Entities { get; } = [Entity.Contact, Entity.Company];

    /// <summary>Returns the values of the facet of a query, which are the same on both engines.</summary>
    public static async Task<IReadOnlyList<FacetCount>> CountAsync(SearchedStores stores, EntityFields entity, VqlQuery query)
    {
        var token = TestContext.Current.CancellationToken;
        var found = await stores.Engine.CountFacetsAsync(entity, query, TimeSpan.FromMinutes(2), token);
        Assert.Null(found.Failure);
        var values = (await stores.Tables.CountFacetsAsync(entity, query, token))[0].Values;
        Assert.Equal(values, found.Value![0].Values);
        return values;
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task RandomPrefix_OnBothEngines_HasTheSameValuesInTheSameOrder(Entity name)
    {
        var entity = FieldCatalogue.For(name);
        Field[] fields = [.. entity.Fields.Select(entity.LabelOf).OfType<Field>().Distinct()];
        await Gen.Select(Gen.OneOf(fields).SelectMany(field => Gen.Select(Gen.Const(field), TypedIn(entity, field))),
            Gen.Frequency((1, Gen.Const(VqlWhere.Everything)), (1, RandomQuery.Of(entity, stores.Rows).Select(query => query.Where))),
            Gen.Enum<PrefixTolerance>(), Gen.Int[1, 20])
            .SampleAsync(async (typed, where, tolerance, size) =>
            {
                var (field, text) = typed;
                var facet = new VqlFacet(field.Name, size)
                {
                    Prefix = TypedText.FaultOf(text) is null ? TypedText.Of(text) : null,
                    Tolerance = tolerance,
                };
                var query = new VqlQuery { Where = where, Facets = [facet] };
                if (RoundTrip(entity, query) is { } read && !read.RequiresPostgres(entity)
                    && (await CountAsync(stores, entity, read)).Count > 0)
                {
                    Interlocked.Increment(ref _found);
                }
            }, iter: Queries, threads: 2,
            print: sample => $"{sample.Item1.Item1.Name} '{sample.Item1.Item2}' {sample.Item3} {sample.Item4}");
        Assert.True(_found > Queries / 10, $"only {_found} of {Queries} typed texts have values");
    }

    private static VqlQuery? RoundTrip(EntityFields entity, VqlQuery query)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            VqlWriter.Write(writer, query);
        }

        return VqlReader.Read(json.WrittenMemory, entity).Query;
    }

    // The beginnings of some words of a stored value, in another order and with typing errors.
    private Gen<string> TypedIn(EntityFields entity, Field field)
    {
        var values = stores.Rows.ValuesOf(entity, field);
        return values.Count == 0 ? Gen.Const("x") : Gen.Select(
            Gen.OneOf(values.ToArray()), Gen.Int[1, 3], Gen.Int[1, 12], Gen.Bool, Gen.Int[0, 5],
            (value, count, length, reversed, typo) =>
        {
            var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var chosen = (reversed ? words.Reverse() : words).Take(count)
                .Select(word => word[..Math.Min(length, word.Length)])
                .Select(word => typo == 0 && word.Length > 4 ? word.Remove(2, 1) : word);
            return string.Join(' ', chosen);
        });
    }
}
