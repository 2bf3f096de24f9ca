using CsCheck;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Contacts that are named after their companies: present, without figures, deleted, missing, or none.</summary>
public static class CompanyOfContactRows
{
    public static SearchedRows Rows { get; } = new(
        "company_of_contact",
        [
            new Company { Uuid = "small", Name = "Small", EmployeesCount = 5, AnnualRevenue = 100, City = "berlin" },
            new Company { Uuid = "large", Name = "Large", EmployeesCount = 5000, AnnualRevenue = 1_000_000, City = "paris" },
            new Company { Uuid = "zero", Name = "Zero", EmployeesCount = 0, AnnualRevenue = 0 },
            new Company { Uuid = "unknown", Name = "Unknown" },
            new Company { Uuid = "closed", Name = "Closed", EmployeesCount = 5, AnnualRevenue = 100, City = "berlin" },
        ],
        [
            .. new[] { "small", "large", "zero", "unknown", "closed", "gone" }
                .Select(company => new Contact { Uuid = company, FirstName = "Ada", CompanyId = company }),
            new Contact { Uuid = "none", FirstName = "Ada" },
            new Contact { Uuid = "empty", FirstName = "Ada", CompanyId = "" },
        ],
        Gen.Const("x"), Gen.Const("x"))
    {
        DeletedCompanies = ["closed"],
    };
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodeCompanyOfContactStores(PostgresServer server) : NodeSearchedStores(server, CompanyOfContactRows.Rows);

/// <summary>These rows in PostgreSQL and the reference Elasticsearch.</summary>
public sealed class ReferenceCompanyOfContactStores(PostgresServer server, ReferenceElasticsearch reference)
    : ReferenceSearchedStores(server, reference, CompanyOfContactRows.Rows);

/// <summary>Conditions on companies, in PostgreSQL and the embedded node.</summary>
public sealed class NodeCompanyOfContactTests(NodeCompanyOfContactStores stores)
    : CompanyOfContactTests(stores), IClassFixture<NodeCompanyOfContactStores>;

/// <summary>Conditions on companies, in PostgreSQL and the real Elasticsearch.</summary>
public sealed class ReferenceCompanyOfContactTests(ReferenceCompanyOfContactStores stores)
    : CompanyOfContactTests(stores), IClassFixture<ReferenceCompanyOfContactStores>;

/// <summary>Tests that contacts whose company is deleted or missing match like contacts without a company.</summary>
public abstract class CompanyOfContactTests(SearchedStores stores) : FoundRowTests(stores)
{
    [Theory]
    [InlineData("has_company=true", "small large zero unknown")]
    [InlineData("has_company=false", "closed gone none empty")]
    [InlineData("has_company=true&first_name=ada", "small large zero unknown")]
    [InlineData("has_company=false&first_name=ada", "closed gone none empty")]
    [InlineData("has_company=false&employees_max=10", "")]
    [InlineData("has_company=false&employees_min=1", "")]
    [InlineData("has_company=false&company_location=berlin", "")]
    [InlineData("has_company=true&annual_revenue_max=100", "small zero")]
    public Task HasCompany_OfADeletedOrMissingCompany_IsFalse(string filters, string expected) =>
        AssertAsync(Entity.Contact, filters, expected);

    [Theory]
    [InlineData("employees_max=10", "small zero")]
    [InlineData("employees_max=5", "small zero")]
    [InlineData("employees_max=4", "zero")]
    [InlineData("employees_max=0", "zero")]
    [InlineData("employees_min=0", "small large zero")]
    [InlineData("employees_min=1", "small large")]
    [InlineData("employees_count=0", "zero")]
    [InlineData("employees_min=0&employees_max=5", "small zero")]
    [InlineData("employees_max=10&annual_revenue_max=50", "zero")]
    [InlineData("employees_max=10&company=small", "small")]
    [InlineData("employees_max=10000&exclude_company_locations=berlin", "large zero")]
    [InlineData("employees_max=10&exclude_company_ids=small,none", "zero")]
    public Task UpperBound_OfADeletedOrMissingCompany_DoesNotMatch(string filters, string expected) =>
        AssertAsync(Entity.Contact, filters, expected);

    [Fact]
    public async Task HasCompany_InGroups_MatchesAsAlone()
    {
        var (present, absent) = (AbsentCompany.HasCompany, AbsentCompany.HasNoCompany);
        var berlin = VqlWhere.Everything with
        {
            KeywordMatch = new Clauses<KeywordMatch>([new KeywordMatch("company_city", [VqlValue.Of("berlin")], IsList: true)], []),
        };
        var few = VqlWhere.Everything with
        {
            RangeQuery = new Clauses<RangeMatch>(
                [new RangeMatch("company_employees_count", [new RangeBound(RangeOperator.Lte, VqlValue.Of(5))])], []),
        };
        await AssertAsync(Entity.Contact, few, "small zero closed gone none empty");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { AllOf = [present, few] }, "small zero");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { AllOf = [absent, few] }, "closed gone none empty");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { NoneOf = [present] }, "closed gone none empty");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { NoneOf = [absent] }, "small large zero unknown");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { AnyOf = [absent, berlin] }, "small closed gone none empty");
        await AssertAsync(
            Entity.Contact, VqlWhere.Everything with { AnyOf = [present, few] }, "small large zero unknown closed gone none empty");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { AllOf = [present], NoneOf = [few] }, "large unknown");
        await AssertAsync(Entity.Contact, VqlWhere.Everything with { NoneOf = [absent, few] }, "large unknown");
    }
}
