using CsCheck;
using Vql.Core.Aliases;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>People and companies that a salesperson searches for.</summary>
public static class SalespersonRows
{
    public static SearchedRows Rows { get; } = new(
        "salesperson",
        [
            new Company { Uuid = "acme", Name = "Acme", Website = "https://www.acme.com" },
            new Company { Uuid = "blog", Name = "Blog", Website = "http://blog.acme.com/news" },
            new Company
            {
                Uuid = "mobil",
                Name = "Mobilligy",
                Website = "https://mobilligy.com",
                NormalizedDomain = "mobilligy.com",
            },
            new Company { Uuid = "ray", Name = "Ray", Website = "ray.com" },
            new Company { Uuid = "stellar", Name = "Stellar", Website = "https://stellar-ray.com", NormalizedDomain = "stellar-ray.com" },
        ],
        [
            new Contact
            {
                Uuid = "ceo",
                FirstName = "Jerrod",
                LastName = "Kessler",
                Title = "CEO",
                CompanyId = "mobil",
                Email = "jerrod@Mobilligy.com",
                MobilePhone = "+14155550100",
            },
            new Contact { Uuid = "chief", FirstName = "Maya", LastName = "Müller", Title = "Chief Executive Officer" },
            new Contact { Uuid = "cfo", FirstName = "Anna", LastName = "Miller", Title = "CFO", CompanyId = "acme", Email = "a@acme.com" },
            new Contact { Uuid = "cto", FirstName = "Tom", LastName = "Muller", Title = "CTO", LinkedinUrl = "linkedin.com/in/tom" },
            new Contact { Uuid = "vp", FirstName = "Ira", LastName = "Heller", Title = "VP Sales", CompanyId = "blog" },
            new Contact { Uuid = "svp", FirstName = "Zoe", LastName = "Sato", Title = "Senior Vice President, Sales", Email = "" },
            new Contact
            {
                Uuid = "eng",
                FirstName = "Seán",
                LastName = "O’Brien",
                Title = "Software Engineer",
                CompanyId = "mobil",
                City = "new york",
            },
            new Contact { Uuid = "bio", FirstName = "Lea", LastName = "Stone", Title = "Bioengineer", MobilePhone = "none" },
            new Contact { Uuid = "dev", FirstName = "René", LastName = "Kessler", Title = "Développeur", City = "york" },
            new Contact { Uuid = "cof", FirstName = "Kim", LastName = "Jones", Title = "Co-Founder" },
        ],
        Gen.Const("x"), Gen.Const("x"));
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeSalespersonStores(PostgresServer server) : NodeSearchedStores(server, SalespersonRows.Rows);

/// <summary>These rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceSalespersonStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, SalespersonRows.Rows);

/// <summary>A salesperson's searches, in PostgreSQL and the embedded node.</summary>
public sealed class NodeSalespersonTests(NodeSalespersonStores stores) : SalespersonTests(stores), IClassFixture<NodeSalespersonStores>;

/// <summary>A salesperson's searches, in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceSalespersonTests(ReferenceSalespersonStores stores)
    : SalespersonTests(stores), IClassFixture<ReferenceSalespersonStores>;

/// <summary>Tests that searches find the people that a salesperson means, and no others.</summary>
public abstract class SalespersonTests(SearchedStores stores) : FoundRowTests(stores)
{
    [Theory]
    [InlineData("title=CFO", "cfo")]
    [InlineData("title=CTO", "cto")]
    [InlineData("title=CEO", "ceo chief")]
    [InlineData("title=chief executive officer", "ceo chief")]
    [InlineData("title=CEO&title.synonyms=false", "ceo")]
    [InlineData("title=CFO&title.fuzzy=3", "ceo cfo cto cof")]
    [InlineData("exclude_titles=CTO", "ceo chief cfo vp svp eng bio dev cof")]
    [InlineData("exclude_titles=ceo", "cfo cto vp svp eng bio dev cof")]
    [InlineData("exclude_titles=engineers", "ceo chief cfo cto vp svp eng bio dev cof")]
    [InlineData("title=vp sales", "vp svp")]
    [InlineData("title=svp", "svp")]
    [InlineData("title=Senior VP", "svp")]
    [InlineData("title=Sr. Vice-President Sales", "svp")]
    [InlineData("title=Sr. V.P. Sales", "svp")]
    [InlineData("title=cofounder", "cof")]
    [InlineData("title=co-founder", "cof")]
    public Task Titles_AreFoundByWhatTheyMean(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("title=enginer", "eng")]
    [InlineData("title=enginer&title.fuzzy=false", "")]
    [InlineData("title=enginer&title.fuzzy=12", "")]
    [InlineData("title=engin&title.match=substring", "eng bio")]
    [InlineData("title=xyzeng&title.match=substring", "")]
    [InlineData("title=gineer soft&title.match=substring", "eng")]
    [InlineData("title=software eng&title.match=prefix", "eng")]
    public Task Words_AreFoundWithTyposAndByParts(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("last_name=Müller&last_name.fuzzy=false", "chief cto")]
    [InlineData("last_name=MULLER&last_name.fuzzy=false", "chief cto")]
    [InlineData("last_name=müller", "chief cto cfo")]
    [InlineData("title=developpeur&title.fuzzy=false", "dev")]
    [InlineData("title=développeur&title.fuzzy=false", "dev")]
    [InlineData("title=velopp&title.match=substring", "dev")]
    [InlineData("last_name=o'brien", "eng")]
    [InlineData("first_name=rene&first_name.match=exact", "dev")]
    public Task Words_AreFoundWithoutAccents(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("search=jerrod kessler", "ceo")]
    [InlineData("search=Kessler", "ceo dev")]
    [InlineData("search=Sean O'Brien", "eng")]
    [InlineData("search=engineer mobilligy", "eng")]
    [InlineData("search=mobilligy.com", "ceo eng")]
    [InlineData("search=https://www.mobilligy.com", "ceo eng")]
    [InlineData("search=https://www.mobiligy.com", "")]
    [InlineData("search=acne.com", "")]
    [InlineData("search=ACNE.COM", "")]
    [InlineData("search=WWW.Mobilligy.com", "ceo eng")]
    [InlineData("search=a@acne.com", "")]
    [InlineData("search=(acne.com).", "")]
    [InlineData("search=engineer new york", "eng")]
    [InlineData("search=developpeur new york", "")]
    [InlineData("search=ceo jerrod", "ceo")]
    [InlineData("search=jerrod miller", "")]
    [InlineData("search=software, engineer", "eng")]
    [InlineData("search=kess&search.match=prefix", "ceo dev")]
    [InlineData("search=essl igy&search.match=substring", "ceo")]
    public Task Search_FindsEachWordInAnyField(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("email_domain=mobilligy.com", "ceo")]
    [InlineData("email_domain=@MOBILLIGY.com,acme.com", "ceo cfo")]
    [InlineData("include_domain_list=acme.com", "cfo")]
    [InlineData("include_domain_list=acme.com&include_domain_list.match=subdomain", "cfo vp")]
    [InlineData("exclude_domain_list=acme.com&exclude_domain_list.match=subdomain", "ceo chief cto svp eng bio dev cof")]
    [InlineData("include_domain_list=*&include_domain_list.match=subdomain", "")]
    [InlineData("has_email=true", "ceo cfo")]
    [InlineData("has_email=false", "chief cto vp svp eng bio dev cof")]
    [InlineData("has_phone=true", "ceo")]
    [InlineData("has_linkedin=1", "cto")]
    [InlineData("person_linkedin_url=https://www.linkedin.com/in/Tom/", "cto")]
    [InlineData("person_linkedin_url=http://de.linkedin.com/in/tom?trk=people", "cto")]
    [InlineData("person_linkedin_url=in/tom", "cto")]
    [InlineData("person_linkedin_url=https://example.com/in/tom,linkedin.com/in/to", "")]
    [InlineData("has_company=no", "chief cto svp bio dev cof")]
    public Task Contacts_AreFoundByDomainsAndByWhatTheyHave(string filters, string expected) =>
        AssertAsync(Entity.Contact, filters, expected);

    // A list of customers to exclude, of which one is in the data.
    [Fact]
    public async Task Companies_AreFoundAndExcludedByTwoThousandDomains()
    {
        var domains = string.Join(',', Enumerable.Range(0, 1999).Select(number => $"customer{number}.example").Append("ray.com"));
        await AssertAsync(Entity.Company, $"include_domain_list={domains}", "ray");
        await AssertAsync(Entity.Company, $"exclude_domain_list={domains}", "acme blog mobil stellar");
    }

    [Theory]
    [InlineData("title=biotechnologist", "bio")]
    [InlineData("title=biotechnologist&title.synonyms=false", "")]
    [InlineData("exclude_titles=biotechnologist", "ceo chief cfo cto vp svp eng dev cof")]
    [InlineData("title=geschäftsführer", "ceo chief")]
    [InlineData("title=GESCHAFTSFUHRER", "ceo chief")]
    [InlineData("title=ceo&title.fuzzy=false", "ceo chief")]
    [InlineData("title=sales leader", "vp svp")]
    [InlineData("search=jerrod geschäftsführer", "ceo")]
    [InlineData("jumble_title_words=geschäftsführer,chief", "chief")]
    public async Task Titles_AreFoundByTheSynonymsOfTheDeployment(string filters, string expected)
    {
        var faults = new List<SynonymFault>();
        var synonyms = SynonymFile.Read(
            """
            # Titles of this deployment
            bioengineer | biotechnologist
            CEO | Geschäftsführer
            vp sales | senior vice president sales | sales leader
            """u8, Synonyms.Titles, faults);
        Assert.Empty(faults);
        await AssertAsync(Entity.Contact, filters, expected, synonyms);
    }

    [Theory]
    [InlineData("website=acme.com", "acme")]
    [InlineData("website=acme.com&website.match=subdomain", "acme blog")]
    [InlineData("website=com&website.match=subdomain", "acme blog mobil ray stellar")]
    [InlineData("include_domain_list=ray.com", "ray")]
    [InlineData("exclude_domain_list=ray.com", "acme blog mobil stellar")]
    [InlineData("website=ray.com&website.match=subdomain", "ray")]
    [InlineData("has_website=true&name=mobiligy", "mobil")]
    [InlineData("search=mobilligy", "mobil")]
    public Task Companies_AreFoundByDomainsAndNames(string filters, string expected) => AssertAsync(Entity.Company, filters, expected);

    [Theory]
    [InlineData("exclude_titles=cto&exclude_titles.fuzzy=true", "exclude_titles.fuzzy")]
    [InlineData("title=cto&title.fuzzy=2", "title.fuzzy")]
    [InlineData("title=cto&title.fuzzy=maybe", "title.fuzzy")]
    [InlineData("title=cto&title.match=exact&title.synonyms=true", "title.synonyms")]
    [InlineData("include_domain_list=acme.com&include_domain_list.match=prefix", "include_domain_list.match")]
    [InlineData("search=a b c d e f g h i j k l m", "search")]
    [InlineData("has_email=perhaps", "has_email")]
    [InlineData("email=@mobilligy.com", "email")]
    [InlineData("website=acme.com&website.match=subdomain&website.fuzzy=true", "website.fuzzy")]
    public void Option_ThatDoesNotApply_IsAnError(string filters, string parameter)
    {
        var faults = new List<ParameterFault>();
        Convert(Entity.Contact, filters, faults);
        Assert.Equal(parameter, Assert.Single(faults).Parameter);
    }
}
