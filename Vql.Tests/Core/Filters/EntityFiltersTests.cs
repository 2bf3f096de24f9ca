using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Core.Filters;

public sealed class EntityFiltersTests
{
    public static TheoryData<Entity> Entities { get; } = [Entity.Contact, Entity.Company];

    [Theory]
    [InlineData("search", ".match .fuzzy .synonyms")]
    [InlineData("title", ".match .fuzzy .synonyms")]
    [InlineData("exclude_titles", ".match .fuzzy .synonyms")]
    [InlineData("company", ".match .fuzzy")]
    [InlineData("company_location", ".match .fuzzy")]
    [InlineData("website", ".match .fuzzy")]
    [InlineData("email_domain", ".match")]
    [InlineData("seniority", "")]
    [InlineData("contact_location", "")]
    [InlineData("employees_min", "")]
    [InlineData("has_email", "")]
    [InlineData("normalize_title_column", "")]
    public void Modifiers_OfAFilter_AreThoseThatApplyToItsFields(string name, string expected)
    {
        var filters = FilterTable.Contacts;
        var modifiers = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(modifiers, filters.ModifiersOf(filters.Find(name)!));
        Assert.All(modifiers, modifier => Assert.Same(filters.Find(name), filters.Find(name + modifier)));
        Assert.Equal(modifiers.Length, filters.Names.Count(other => other.StartsWith($"{name}.", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Facets_OfAnEntity_AreTheFirstFiltersOfSingleKeywordFields(Entity entity)
    {
        var filters = FilterTable.For(entity);
        var names = filters.Facets.Select(filter => filter.Name).ToList();

        Assert.Equal(names.Count, filters.Facets.Select(filter => Assert.Single(filter.Fields)).Distinct().Count());
        Assert.All(filters.Facets, filter => Assert.Equal(FieldKind.Keyword, filters.Fields[filter.Fields[0]].Kind));
        Assert.All(["city", "country", "industries", "technologies", "latest_funding"], name => Assert.Contains(name, names));
        Assert.All(
            ["search", "website", "exclude_industries", "employees_count", "has_phone", "technologies_uids", "company_location"],
            name => Assert.DoesNotContain(name, names));
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Suggested_OfAnEntity_AreTheFirstFiltersOfFieldsWithLabels(Entity entity)
    {
        var filters = FilterTable.For(entity);
        var names = filters.Suggested.Select(filter => filter.Name).ToList();

        Assert.Equal(names.Count, filters.Suggested.Select(filter => Assert.Single(filter.Fields)).Distinct().Count());
        Assert.All(["city", "industries", entity == Entity.Contact ? "title" : "name"], name => Assert.Contains(name, names));
        Assert.All(
            ["search", "first_name", "website", "exclude_titles", "exclude_industries", "include_company_name", "company_location"],
            name => Assert.DoesNotContain(name, names));
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Exclusions_OfAnEntity_AreTheFiltersThatAreNamedSo(Entity entity) => Assert.All(
        FilterTable.For(entity).Parameters,
        filter => Assert.Equal(filter.Name.StartsWith("exclude_", StringComparison.Ordinal), filter.Excludes));

    [Theory]
    [MemberData(nameof(Entities))]
    public void Orders_OfAnEntity_AreFieldsAmongThemEveryListedOne(Entity entity)
    {
        var fields = FieldCatalogue.For(entity);
        var orders = OrderTable.For(entity);

        Assert.All(orders.Values, field => Assert.NotNull(fields[field]));
        Assert.All(fields.ListedFields, field => Assert.Equal(field.Name, orders[field.Name]));
        Assert.Equal(Field.RelevanceName, orders[Field.RelevanceName]);
    }
}
