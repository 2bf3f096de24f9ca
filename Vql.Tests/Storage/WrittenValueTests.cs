using CsCheck;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Rows with values in the formats of other programs.</summary>
public static class WrittenRows
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    public static SearchedRows Rows { get; } = new(
        "written",
        [
            new Company
            {
                Uuid = "cafe",
                Name = "Zoë Café",
                City = "zürich",
                Country = "Switzerland",
                Website = "https://www.zoe-cafe.example/",
                NormalizedDomain = "zoe-cafe.example",
                Technologies = ["C++", "Java"],
                Industries = ["Software"],
            },
            new Company
            {
                Uuid = "verein",
                Name = "Zoe\u0308 Verein",
                City = "zu\u0308rich",
                Country = "CH",
                Technologies = ["C#"],
                Industries = ["software"],
                LinkedinUrl = "https://www.LinkedIn.com/company/verein/?trk=1",
            },
            new Company
            {
                Uuid = "bare",
                Name = "Bare",
                City = "São Paulo",
                Country = "Brasil",
                Website = "bare.example",
                LinkedinUrl = "https://br.linkedin.com/company/s%C3%A3o-bare/",
                Technologies = [".NET", "C"],
                Industries = ["SOFTWARE", "Games"],
            },
            new Company
            {
                Uuid = "gaga",
                Name = "Gaga",
                City = "ŁÓDŹ",
                Country = "USA",
                State = "CA",
                Website = "http://gaga-inc.com/path",
            },
            new Company
            {
                Uuid = "inc",
                Name = "Inc",
                City = "O’Fallon",
                Country = "united states",
                State = "California",
                Website = "http://inc.com:8080",
                PhoneNumber = "+1 (415) 555-0100 x12",
            },
            new Company
            {
                Uuid = "blank",
                Name = "Blank",
                City = "\u00A0Kiel ",
                Country = "Germany\t",
                Website = "\u200Bhttps://blank.example/\u00A0",
                Technologies = [" Rust", "Ruby  on\nRails"],
                LinkedinUrl = "\u00A0linkedin.com/company/blank\n",
            },
        ],
        [
            new Contact
            {
                Uuid = "x1",
                FirstName = "Ann",
                City = "Berlin",
                Seniority = "VP",
                Departments = ["Sales"],
                Email = "Ann@Example.com",
                MobilePhone = "+1 (415) 555-0100",
                Title = "C++ Developer",
                CompanyId = "cafe",
                Headline = SimilarWords,
            },
            new Contact
            {
                Uuid = "x2",
                FirstName = "bob",
                City = "berlin",
                Seniority = "vp",
                Departments = ["sales", "marketing"],
                Email = "bob@example.com",
                MobilePhone = "+14155550101",
                Title = "C# Developer",
                LinkedinUrl = "https://www.linkedin.com/in/Bob/?x=1",
                Headline = LessSimilarWords,
            },
            new Contact
            {
                Uuid = "x3",
                FirstName = "cy",
                City = "ＢＥＲＬＩＮ",
                Seniority = "Vice President",
                Departments = ["Marketing"],
                Title = "C Developer",
                MobilePhone = "0044 20 7946 0958",
            },
            new Contact { Uuid = "x4", FirstName = "di", Seniority = "c_suite", Title = "R&D Manager", CompanyId = "gaga" },
            new Contact
            {
                Uuid = "x5",
                FirstName = "ed",
                Seniority = "C-Level",
                Title = "Node.js Developer",
                CompanyId = "inc",
                Country = "US",
            },
            new Contact { Uuid = "x6", FirstName = "flo", Title = ".NET Developer", Country = "united states", State = "ca" },
            new Contact { Uuid = "x7", FirstName = "gus", Title = "Red Manager" },
            new Contact
            {
                Uuid = "x8",
                FirstName = "hal",
                City = "  New   York\r\n",
                Country = "USA ",
                Seniority = "\tManager",
                Departments = ["Field  Sales ", "\u3000Ops"],
                Email = " Hal@Example.com\u00A0",
                CompanyId = "blank",
            },
        ],
        Gen.Const("x"), Gen.Const("x"));

    // The 50 words that are most similar to "zebrafish": 25 with one edit, and the first 25 of those with two edits.
    private static string SimilarWords => string.Join(
        ' ', [.. Letters.Where(letter => letter != 'h').Select(letter => $"zebrafis{letter}"),
            .. Letters.Where(letter => letter != 's').Select(letter => $"zebrafi{letter}q")]);

    // A shorter word is less similar with as many edits.
    private static string LessSimilarWords =>
        string.Join(' ', [.. Letters.Take(7).Select(letter => $"zebrafzs{letter}"), "zebrafi"]);
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeWrittenStores(PostgresServer server) : NodeSearchedStores(server, WrittenRows.Rows);

/// <summary>These rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceWrittenStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, WrittenRows.Rows);

/// <summary>Tests of filters on these rows, in PostgreSQL and the embedded node.</summary>
public sealed class NodeWrittenValueTests(NodeWrittenStores stores) : WrittenValueTests(stores), IClassFixture<NodeWrittenStores>;

/// <summary>Tests of filters on these rows, in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceWrittenValueTests(ReferenceWrittenStores stores)
    : WrittenValueTests(stores), IClassFixture<ReferenceWrittenStores>;

/// <summary>
/// Tests that filters match values regardless of the format of the stored value and of the parameter.
/// </summary>
public abstract class WrittenValueTests(SearchedStores stores) : FoundRowTests(stores)
{
    [Theory]
    [InlineData("city=berlin", "x1 x2 x3")]
    [InlineData("city=BERLIN", "x1 x2 x3")]
    [InlineData("seniority=VP", "x1 x2 x3")]
    [InlineData("seniority=vice president", "x1 x2 x3")]
    [InlineData("seniority=cxo", "x4 x5")]
    [InlineData("exclude_seniorities=vp", "x4 x5 x6 x7 x8")]
    [InlineData("departments=SALES", "x1 x2")]
    [InlineData("exclude_departments=marketing", "x1 x4 x5 x6 x7 x8")]
    [InlineData("email=ann@example.com", "x1")]
    [InlineData("email=ANN@EXAMPLE.COM", "x1")]
    [InlineData("mobile_phone=+1 (415) 555-0100", "x1")]
    [InlineData("mobile_phone=14155550100", "x1")]
    [InlineData("mobile_phone=+44 (0)20 7946 0958", "x3")]
    [InlineData("person_linkedin_url=linkedin.com/in/bob", "x2")]
    [InlineData("country=usa", "x5 x6 x8")]
    [InlineData("state=California", "x6")]
    [InlineData("company_country=US", "x4 x5")]
    [InlineData("company_state=California", "x4 x5")]
    [InlineData("contact_location=california", "x6")]
    [InlineData("technologies=c++", "x1")]
    [InlineData("include_domain_list=inc.com", "x5")]
    [InlineData("exclude_domain_list=inc.com", "x1 x2 x3 x4 x6 x7 x8")]
    [InlineData("include_domain_list=com", "")]
    [InlineData("company_phone=+1 415 555 0100", "x5")]
    [InlineData("city=new york", "x8")]
    [InlineData("city= New  York ", "x8")]
    [InlineData("city=newyork", "")]
    [InlineData("seniority=manager", "x8")]
    [InlineData("departments=ops", "x8")]
    [InlineData("departments=field sales", "x8")]
    [InlineData("email=hal@example.com", "x8")]
    [InlineData("email_domain=example.com", "x1 x2 x8")]
    [InlineData("company_city=kiel", "x8")]
    [InlineData("include_domain_list=blank.example", "x8")]
    public Task Contacts_ByAValueInAnyFormat_AreThoseThatHaveIt(string filters, string expected) =>
        AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("city=zürich", "cafe verein")]
    [InlineData("city=zu\u0308rich", "cafe verein")]
    [InlineData("city=Zurich", "cafe verein")]
    [InlineData("city=sao paulo", "bare")]
    [InlineData("city=lodz", "gaga")]
    [InlineData("city=o'fallon", "inc")]
    [InlineData("country=switzerland", "cafe verein")]
    [InlineData("country=US", "gaga inc")]
    [InlineData("country=brazil", "bare")]
    [InlineData("state=CA", "gaga inc")]
    [InlineData("industries=software", "cafe verein bare")]
    [InlineData("exclude_industries=software", "gaga inc blank")]
    [InlineData("technologies=C", "bare")]
    [InlineData("technologies=c#,.net", "verein bare")]
    [InlineData("website=zoe-cafe.example", "cafe")]
    [InlineData("website=https://zoe-cafe.example/menu", "cafe")]
    [InlineData("website=bare.example", "bare")]
    [InlineData("website=cafe.example", "")]
    [InlineData("website=bare", "")]
    [InlineData("website=gaga&website.match=substring", "gaga")]
    [InlineData("include_domain_list=inc.com", "inc")]
    [InlineData("exclude_domain_list=www.inc.com,bare.example", "cafe verein gaga blank")]
    [InlineData("linkedin_url=linkedin.com/company/Verein", "verein")]
    [InlineData("linkedin_url=linkedin.com/company/são-bare", "bare")]
    [InlineData("linkedin_url=https://www.linkedin.com/company/s%C3%A3o-bare?trk=1", "bare")]
    [InlineData("linkedin_url=pt.linkedin.com/company/SÃO-bare", "bare")]
    [InlineData("linkedin_url=linkedin.com/company/sao-bare", "")]
    [InlineData("linkedin_url=https://linkedin.com/company/blank", "blank")]
    [InlineData("city=Kiel", "blank")]
    [InlineData("country=DE", "blank")]
    [InlineData("technologies=rust", "blank")]
    [InlineData("technologies=ruby on rails", "blank")]
    [InlineData("exclude_technologies=rust", "cafe verein bare gaga inc")]
    [InlineData("name=zoë&name.fuzzy=false", "cafe verein")]
    [InlineData("name=zoë verein&name.match=exact", "verein")]
    public Task Companies_ByAValueInAnyFormat_AreThoseThatHaveIt(string filters, string expected) =>
        AssertAsync(Entity.Company, filters, expected);

    [Theory]
    [InlineData("title=C++", "x1")]
    [InlineData("title=C#", "x2")]
    [InlineData("title=C", "x3")]
    [InlineData("title=c developer", "x3")]
    [InlineData("exclude_titles=C", "x1 x2 x4 x5 x6 x7 x8")]
    [InlineData("title=net&title.fuzzy=false", "")]
    [InlineData("title=developer", "x1 x2 x3 x5 x6")]
    [InlineData("title=C++,R&D&title.fuzzy=false", "x1 x4")]
    [InlineData("title=c++ developer&title.match=exact", "x1")]
    [InlineData("title=C++&title.match=substring", "x1")]
    [InlineData("title=R&D&title.fuzzy=false", "x4")]
    [InlineData("title=r&d&title.match=substring", "x4")]
    [InlineData("title=.net&title.fuzzy=false", "x6")]
    [InlineData("title=node.js", "x5")]
    [InlineData("title=C++&title.match=prefix", "x1")]
    [InlineData("exclude_titles=C#", "x1 x3 x4 x5 x6 x7 x8")]
    [InlineData("title=developer c#&normalize_title_column=true", "x2")]
    public Task Title_WithSymbols_MatchesAsAWord(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);

    // Alternatives on companies alone are evaluated separately.
    [Theory]
    [InlineData("company=zoë", "x1 x4")]
    [InlineData("company=zoë&title=developer", "x1 x4")]
    [InlineData("title=java&company=zoë", "x4")]
    [InlineData("city=paris&company_city=zürich", "x4")]
    [InlineData("city=berlin&company_city=zürich", "x1 x4")]
    public Task Alternatives_OnContactAndCompany_AreMetByBoth(string filters, string expected)
    {
        var faults = new List<ParameterFault>();
        var where = VqlWhere.Everything with
        {
            AnyOf = [Convert(Entity.Contact, filters, faults), Convert(Entity.Contact, "company=gaga", faults)],
        };
        Assert.Empty(faults);
        return AssertAsync(Entity.Contact, where, expected);
    }

    // A word is replaced by at most 50 words.
    [Theory]
    [InlineData("headline=zebrafish", "x1")]
    [InlineData("headline=zebrafzsk", "x1 x2")]
    public Task Word_WithManySimilarWords_FindsTheMostSimilar(string filters, string expected) =>
        AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("title=++", "title")]
    [InlineData("title=ab&title.match=substring", "title")]
    [InlineData("mobile_phone=none", "mobile_phone")]
    [InlineData("include_domain_list=https://", "include_domain_list")]
    [InlineData("search=&&&", "search")]
    [InlineData("city=\u200B", "city")]
    [InlineData("email=\uFEFF", "email")]
    public void Value_ThatIsEmptyAfterNormalization_IsAnError(string filters, string parameter)
    {
        var faults = new List<ParameterFault>();
        Convert(Entity.Contact, filters, faults);
        Assert.Equal(parameter, Assert.Single(faults).Parameter);
    }

    [Fact]
    public async Task Facet_OfSpellings_CountsThemTogether()
    {
        var facets = new VqlQuery
        {
            Limit = 1,
            Facets =
            [
                new VqlFacet("city_normalized", 5), new VqlFacet("departments_normalized", 5),
                new VqlFacet("company_country_normalized", 5),
            ],
        };
        var tables = await Stores.Tables.CountFacetsAsync(FieldCatalogue.Contacts, facets, TestContext.Current.CancellationToken);
        var engine = await Stores.Engine.SearchAsync(FieldCatalogue.Contacts, facets, Deadline, TestContext.Current.CancellationToken);

        Assert.Equal([new FacetCount("berlin", 3), new FacetCount("new york", 1)], tables[0].Values);
        Assert.Equal(
            [new FacetCount("marketing", 2), new FacetCount("sales", 2), new FacetCount("field sales", 1), new FacetCount("ops", 1)],
            tables[1].Values);
        Assert.Equal(
            tables.Select(facet => string.Join(' ', facet.Values)), engine.Value!.Facets.Select(facet => string.Join(' ', facet.Values)));
    }
}
