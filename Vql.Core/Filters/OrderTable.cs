using Vql.Core.Fields;

namespace Vql.Core.Filters;

/// <summary>
/// The sort keys of the API with their VQL fields. Columns with a <see cref="Column.Filter"/> in the catalogue need no entry
/// here.
/// </summary>
public static class OrderTable
{
    /// <summary>The sort keys of contacts.</summary>
    public static IReadOnlyDictionary<string, string> Contacts { get; } = WithListed(FieldCatalogue.Contacts, new()
    {
        ["created_at"] = "created_at",
        ["updated_at"] = "updated_at",
        ["first_name"] = "first_name",
        ["last_name"] = "last_name",
        ["title"] = "title",
        ["email"] = "email",
        ["email_status"] = "email_status",
        ["seniority"] = "seniority",
        ["departments"] = "departments",
        ["mobile_phone"] = "mobile_phone",
        ["city"] = "city",
        ["state"] = "state",
        ["country"] = "country",
        ["person_linkedin_url"] = "linkedin_url",
        ["website"] = "website",
        ["company"] = "company_name",
        ["company_name_for_emails"] = "company_name_for_emails",
        ["company_address"] = "company_address",
        ["employees"] = "company_employees_count",
        ["annual_revenue"] = "company_annual_revenue",
        ["total_funding"] = "company_total_funding",
        ["industry"] = "company_industries",
        ["keywords"] = "company_keywords",
        ["technologies"] = "company_technologies",
        ["company_city"] = "company_city",
        ["company_state"] = "company_state",
        ["company_country"] = "company_country",
        ["company_linkedin_url"] = "company_linkedin_url",
        ["work_direct_phone"] = "work_direct_phone",
        ["home_phone"] = "home_phone",
        ["other_phone"] = "other_phone",
        ["stage"] = "stage",
        ["facebook_url"] = "facebook_url",
        ["twitter_url"] = "twitter_url",
        ["company_phone"] = "company_phone_number",
        ["corporate_phone"] = "company_phone_number",
        ["latest_funding"] = "company_latest_funding",
        ["latest_funding_amount"] = "company_latest_funding_amount",
        ["last_raised_at"] = "company_last_raised_at",
        ["primary_email_catch_all_status"] = "email_status",
    });

    /// <summary>The sort keys of companies.</summary>
    public static IReadOnlyDictionary<string, string> Companies { get; } = WithListed(FieldCatalogue.Companies, new()
    {
        ["created_at"] = "created_at",
        ["updated_at"] = "updated_at",
        ["name"] = "name",
        ["employees"] = "employees_count",
        ["employees_count"] = "employees_count",
        ["annual_revenue"] = "annual_revenue",
        ["total_funding"] = "total_funding",
        ["industries"] = "industries",
        ["keywords"] = "keywords",
        ["technologies"] = "technologies",
        ["city"] = "city",
        ["state"] = "state",
        ["country"] = "country",
        ["website"] = "website",
        ["linkedin_url"] = "linkedin_url",
        ["phone_number"] = "phone_number",
        ["latest_funding"] = "latest_funding",
        ["latest_funding_amount"] = "latest_funding_amount",
        ["last_raised_at"] = "last_raised_at",
    });

    /// <summary>Returns the sort keys of an entity.</summary>
    public static IReadOnlyDictionary<string, string> For(Entity entity) => entity == Entity.Contact ? Contacts : Companies;

    private static Dictionary<string, string> WithListed(EntityFields entity, Dictionary<string, string> orders)
    {
        orders.Add(Field.RelevanceName, Field.RelevanceName);
        foreach (var field in entity.ListedFields)
        {
            orders.Add(field.Name, field.Name);
        }

        return orders;
    }
}
