using Vql.Core.Fields;
using static Vql.Core.Filters.FilterKind;

namespace Vql.Core.Filters;

/// <summary>
/// The filter parameters of the API. To add a parameter, add an entry here. Columns with a <see cref="Column.Filter"/> in the
/// catalogue need no entry.
/// </summary>
public static class FilterTable
{
    private static readonly Dictionary<string, string> KeywordFields = new()
    {
        ["company"] = "company_name",
        ["industries"] = "company_industries",
        ["keywords"] = "company_keywords",
    };

    /// <summary>The filters of contacts.</summary>
    public static EntityFilters Contacts { get; } = new(
        FieldCatalogue.Contacts,
        new("search", Search,
            [
                "first_name", "last_name", "email", "title", "seniority", "city", "state", "country", "linkedin_url",
                "company_name", "company_industries", "company_keywords", "company_technologies", "company_website",
                "company_linkedin_url", "company_address", "company_city", "company_state", "company_country",
                "company_phone_number", "twitter_url",
            ],
            "Words to find in any of the searched fields. All words are required.", "engineer berlin"),
        new("first_name", Any, ["first_name"], "Words of the first name.", "anna"),
        new("last_name", Any, ["last_name"], "Words of the last name.", "miller"),
        new("title", Any, ["title"], "Words of the job title.", "software engineer"),
        new("normalize_title_column", Whole, ["title"],
            "Whether title must match the whole job title, with its words in any order.", "true")
        { Modifies = ["title"] },
        new("jumble_title_words", Every, ["title"], "Words that the job title must contain.", "senior,engineer"),
        new("seniority", Any, ["seniority"], "The seniority.", "director,vp"),
        new("departments", Any, ["departments"], "A department of the person.", "sales,marketing") { Alias = "department" },
        new("email", Any, ["email"], "The email address.", "anna@example.com"),
        new("email_domain", Domain, ["email_domain"], "The domain of the email address.", "example.com"),
        new("email_status", Any, ["email_status"], "The verification status of the email address.", "verified"),
        new("mobile_phone", Phone, ["mobile_phone"], "The mobile phone number.", "+1 555 0100"),
        new("work_direct_phone", Phone, ["work_direct_phone"], "The direct phone number at work.", "+1 555 0100"),
        new("home_phone", Phone, ["home_phone"], "The home phone number.", "+1 555 0100"),
        new("other_phone", Phone, ["other_phone"], "Another phone number of the person.", "+1 555 0100"),
        new("person_linkedin_url", Any, ["linkedin_url"], "The person's LinkedIn URL.", "http://www.linkedin.com/in/anna"),
        new("website", Website, ["website"], "The domain or words of the person's website URL.", "example.com"),
        new("facebook_url", Any, ["facebook_url", "company_facebook_url"],
            "The Facebook URL of the person or the company.", "http://www.facebook.com/anna"),
        new("twitter_url", Any, ["twitter_url", "company_twitter_url"],
            "The Twitter URL of the person or the company.", "http://twitter.com/anna"),
        new("stage", Any, ["stage"], "The stage of the deal.", "cold"),
        new("city", Any, ["city"], "The person's city.", "berlin,paris"),
        new("state", Any, ["state"], "The person's state.", "oregon"),
        new("country", Any, ["country"], "The person's country.", "germany"),
        new("contact_location", Any, ["city", "state", "country"],
            "The person's city, state or country.", "germany")
        { Alias = "text_search" },
        new("company", Any, ["company_name"], "Words of the company's name.", "labs") { Alias = "name" },
        new("include_company_name", Any, ["company_name"], "Words of the company's name.", "labs"),
        new("company_name_for_emails", Any, ["company_name_for_emails"], "Words of the company's name for use in emails.", "labs"),
        new("company_address", Any, ["company_address"], "Words of the company's postal address.", "market street"),
        new("company_location", Any, ["company_address", "company_city", "company_state", "company_country"],
            "Words of the company's address, or its city, state or country.", "california")
        { Alias = "company_text_search" },
        new("company_city", Any, ["company_city"], "The company's city.", "berlin"),
        new("company_state", Any, ["company_state"], "The company's state.", "oregon"),
        new("company_country", Any, ["company_country"], "The company's country.", "germany"),
        new("company_linkedin_url", Any, ["company_linkedin_url"], "The company's LinkedIn URL.", "http://www.linkedin.com/company/labs"),
        new("company_phone", Phone, ["company_phone_number"], "The company's phone number.", "+1 555 0100") { Alias = "corporate_phone" },
        new("include_domain_list", Domain, ["company_website", "company_normalized_domain"], "The domain of the company.", "example.com"),
        new("industries", Any, ["company_industries"], "An industry of the company.", "software,biotech") { Alias = "industry" },
        new("keywords", Any, ["company_keywords"], "A keyword of the company.", "b2b"),
        new("keywords_and", Every, ["company_keywords"], "Keywords that the company must have.", "b2b,saas"),
        new("keyword_search_fields", LookIn, [.. KeywordFields.Values],
            "The fields that keywords and keywords_and search: company, industries, keywords. Default: keywords.",
            "company,keywords")
        {
            Modifies = ["keywords", "keywords_and"],
            Choices = KeywordFields,
        },
        new("keyword_exclude_fields", LookNotIn, [.. KeywordFields.Values],
            "Fields that keywords and keywords_and do not search: company, industries, keywords. The other fields are searched.",
            "company")
        {
            Modifies = ["keywords", "keywords_and"],
            Choices = KeywordFields,
        },
        new("technologies", Any, ["company_technologies"], "A technology that the company uses.", "postgresql"),
        new("technologies_uids", Any, ["company_technologies"], "A technology that the company uses.", "postgresql"),
        new("employees_count", Equal, ["company_employees_count"], "The number of employees of the company.", "50") { Alias = "employees" },
        new("employees_min", Min, ["company_employees_count"], "The minimum number of employees of the company.", "50"),
        new("employees_max", Max, ["company_employees_count"], "The maximum number of employees of the company.", "500"),
        new("annual_revenue", Equal, ["company_annual_revenue"], "The annual revenue of the company, in US dollars.", "1000000"),
        new("annual_revenue_min", Min, ["company_annual_revenue"], "The minimum annual revenue of the company, in US dollars.", "1000000"),
        new("annual_revenue_max", Max, ["company_annual_revenue"], "The maximum annual revenue of the company, in US dollars.", "10000000"),
        new("total_funding", Equal, ["company_total_funding"], "The total funding of the company, in US dollars.", "5000000"),
        new("total_funding_min", Min, ["company_total_funding"], "The minimum total funding of the company, in US dollars.", "5000000"),
        new("total_funding_max", Max, ["company_total_funding"], "The maximum total funding of the company, in US dollars.", "50000000"),
        new("latest_funding_amount_min", Min, ["company_latest_funding_amount"],
            "The minimum amount of the latest funding round of the company, in US dollars.", "5000000"),
        new("latest_funding_amount_max", Max, ["company_latest_funding_amount"],
            "The maximum amount of the latest funding round of the company, in US dollars.", "50000000"),
        new("latest_funding", Any, ["company_latest_funding"], "The type of the company's latest funding round.", "series a"),
        new("has_email", Has, ["email"], "Whether the person has an email address.", "true"),
        new("has_phone", Has, ["mobile_phone", "work_direct_phone", "home_phone", "other_phone"],
            "Whether the person has a phone number.", "true"),
        new("has_linkedin", Has, ["linkedin_url"], "Whether the person has a LinkedIn URL.", "true"),
        new("has_company", Has, ["company_uuid"], "Whether the person has a company that is not deleted.", "true"),
        new("created_at_after", After, ["created_at"], "The earliest creation time.", "2024-02-10"),
        new("created_at_before", Before, ["created_at"], "The latest creation time.", "2024-02-10T12:00:00Z"),
        new("updated_at_after", After, ["updated_at"], "The earliest time of the last update.", "2024-02-10"),
        new("updated_at_before", Before, ["updated_at"], "The latest time of the last update.", "2024-02-10T12:00:00Z"),
        new("exclude_company_ids", Id, ["company_id"],
            "UUIDs of companies to exclude.", "3f1caf18-d090-5721-bb34-67240acd9e07")
        { Excludes = true },
        new("exclude_titles", Any, ["title"], "Words of job titles to exclude.", "intern") { Excludes = true },
        new("exclude_seniorities", Any, ["seniority"], "Seniorities to exclude.", "intern") { Excludes = true },
        new("exclude_departments", Any, ["departments"], "Departments to exclude.", "sales") { Excludes = true },
        new("exclude_industries", Any, ["company_industries"], "Industries to exclude.", "biotech") { Excludes = true },
        new("exclude_technologies", Any, ["company_technologies"], "Technologies to exclude.", "postgresql") { Excludes = true },
        new("exclude_keywords", Any, ["company_keywords"], "Keywords to exclude.", "b2b") { Excludes = true },
        new("exclude_company_name", Any, ["company_name"], "Words of company names to exclude.", "labs") { Excludes = true },
        new("exclude_domain_list", Domain, ["company_website", "company_normalized_domain"],
            "Domains of companies to exclude.", "example.com")
        { Excludes = true },
        new("exclude_company_locations", Any, ["company_address", "company_city", "company_state", "company_country"],
            "Locations of companies to exclude.", "california")
        { Excludes = true },
        new("exclude_contact_locations", Any, ["city", "state", "country"],
            "Locations of people to exclude.", "germany")
        { Excludes = true })
    {
        RemovedParameters = new Dictionary<string, string>
        {
            ["status"] = "is no longer a column of contacts: remove it, or use email_status",
        },
    };

    /// <summary>The filters of companies.</summary>
    public static EntityFilters Companies { get; } = new(
        FieldCatalogue.Companies,
        new("search", Search,
            [
                "name", "industries", "keywords", "technologies", "website", "linkedin_url", "address", "city", "state",
                "country", "phone_number",
            ],
            "Words to find in any of the searched fields. All words are required.", "software berlin"),
        new("name", Any, ["name"], "Words of the company's name.", "labs"),
        new("address", Any, ["address"], "Words of the postal address.", "market street"),
        new("company_location", Any, ["address", "city", "state", "country"],
            "Words of the address, or the city, state or country.", "california")
        { Alias = "text_search" },
        new("city", Any, ["city"], "The city.", "berlin,paris"),
        new("state", Any, ["state"], "The state.", "oregon"),
        new("country", Any, ["country"], "The country.", "germany"),
        new("website", Website, ["website"], "The domain or words of the website URL.", "example.com"),
        new("include_domain_list", Domain, ["website", "normalized_domain"], "The domain of the company.", "example.com"),
        new("linkedin_url", Any, ["linkedin_url"], "The LinkedIn URL.", "http://www.linkedin.com/company/labs"),
        new("facebook_url", Any, ["facebook_url"], "The Facebook URL.", "http://www.facebook.com/labs"),
        new("twitter_url", Any, ["twitter_url"], "The Twitter URL.", "http://twitter.com/labs"),
        new("phone_number", Phone, ["phone_number"], "The phone number.", "+1 555 0100"),
        new("latest_funding", Any, ["latest_funding"], "The type of the latest funding round.", "series a"),
        new("industries", Any, ["industries"], "An industry.", "software,biotech") { Alias = "industry" },
        new("keywords", Any, ["keywords"], "A keyword.", "b2b"),
        new("technologies", Any, ["technologies"], "A technology in use.", "postgresql"),
        new("employees_count", Equal, ["employees_count"], "The number of employees.", "50") { Alias = "employees" },
        new("employees_min", Min, ["employees_count"], "The minimum number of employees.", "50"),
        new("employees_max", Max, ["employees_count"], "The maximum number of employees.", "500"),
        new("annual_revenue", Equal, ["annual_revenue"], "The annual revenue, in US dollars.", "1000000"),
        new("annual_revenue_min", Min, ["annual_revenue"], "The minimum annual revenue, in US dollars.", "1000000"),
        new("annual_revenue_max", Max, ["annual_revenue"], "The maximum annual revenue, in US dollars.", "10000000"),
        new("total_funding", Equal, ["total_funding"], "The total funding, in US dollars.", "5000000"),
        new("total_funding_min", Min, ["total_funding"], "The minimum total funding, in US dollars.", "5000000"),
        new("total_funding_max", Max, ["total_funding"], "The maximum total funding, in US dollars.", "50000000"),
        new("latest_funding_amount_min", Min, ["latest_funding_amount"],
            "The minimum amount of the latest funding round, in US dollars.", "5000000"),
        new("latest_funding_amount_max", Max, ["latest_funding_amount"],
            "The maximum amount of the latest funding round, in US dollars.", "50000000"),
        new("has_phone", Has, ["phone_number"], "Whether the company has a phone number.", "true"),
        new("has_linkedin", Has, ["linkedin_url"], "Whether the company has a LinkedIn URL.", "true"),
        new("has_website", Has, ["website"], "Whether the company has a website.", "true"),
        new("created_at_after", After, ["created_at"], "The earliest creation time.", "2024-02-10"),
        new("created_at_before", Before, ["created_at"], "The latest creation time.", "2024-02-10T12:00:00Z"),
        new("updated_at_after", After, ["updated_at"], "The earliest time of the last update.", "2024-02-10"),
        new("updated_at_before", Before, ["updated_at"], "The latest time of the last update.", "2024-02-10T12:00:00Z"),
        new("exclude_industries", Any, ["industries"], "Industries to exclude.", "biotech") { Excludes = true },
        new("exclude_keywords", Any, ["keywords"], "Keywords to exclude.", "b2b") { Excludes = true },
        new("exclude_technologies", Any, ["technologies"], "Technologies to exclude.", "postgresql") { Excludes = true },
        new("exclude_domain_list", Domain, ["website", "normalized_domain"], "Domains to exclude.", "example.com") { Excludes = true },
        new("exclude_locations", Any, ["address", "city", "state", "country"], "Locations to exclude.", "california") { Excludes = true });

    /// <summary>Returns the filters of an entity.</summary>
    public static EntityFilters For(Entity entity) => entity == Entity.Contact ? Contacts : Companies;
}
