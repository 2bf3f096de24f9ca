using Vql.Core.Fields;
using static Vql.Core.Filters.FilterKind;

namespace Vql.Core.Filters;

/// <summary>The one table of what the API filters by: a row adds a parameter.</summary>
public static class FilterTable
{
    /// <summary>Contact filters.</summary>
    public static EntityFilters Contacts { get; } = new(
        FieldCatalogue.Contacts,
        new("first_name", Text, "first_name", "Words of the first name.", "anna"),
        new("last_name", Text, "last_name", "Words of the last name.", "miller"),
        new("title", Text, "title", "Words of the job title.", "software engineer"),
        new("seniority", Keyword, "seniority", "The seniority.", "director,vp"),
        new("email_status", Keyword, "email_status", "Whether the e-mail address works.", "verified"),
        new("departments", Keyword, "departments", "A department the person works in.", "sales,marketing", "department"),
        new("employees_min", Min, "company_employees_count", "Fewest employees of the company.", "50"),
        new("employees_max", Max, "company_employees_count", "Most employees of the company.", "1000"),
        new("annual_revenue_min", Min, "company_annual_revenue", "Least revenue of the company, US dollars a year.", "1000000"),
        new("annual_revenue_max", Max, "company_annual_revenue", "Most revenue of the company, US dollars a year.", "50000000"),
        new("industries", Keyword, "company_industries", "An industry of the company.", "software,biotech", "industry"));

    /// <summary>Company filters.</summary>
    public static EntityFilters Companies { get; } = new(
        FieldCatalogue.Companies,
        new("name", Text, "name", "Words of the company's name.", "labs"),
        new("address", Text, "address", "Words of the postal address.", "market street"),
        new("industries", Keyword, "industries", "An industry.", "software,biotech", "industry"),
        new("technologies", Keyword, "technologies", "A technology in use.", "postgresql"),
        new("employees_min", Min, "employees_count", "Fewest employees.", "50"),
        new("employees_max", Max, "employees_count", "Most employees.", "1000"),
        new("annual_revenue_min", Min, "annual_revenue", "Least revenue, US dollars a year.", "1000000"),
        new("annual_revenue_max", Max, "annual_revenue", "Most revenue, US dollars a year.", "50000000"));

    /// <summary>The filters of an entity.</summary>
    public static EntityFilters For(Entity entity) => entity == Entity.Contact ? Contacts : Companies;
}
