namespace Vql.Client.Requests;

/// <summary>
/// A filter for contacts. A contact must match all members that are set, and at least one value of each member.
/// </summary>
public sealed partial class ContactFilter : SharedFilter
{
    /// <summary>Whether pages include the company of each contact.</summary>
    public bool ExpandCompany { get => Text("expand") is not null; init => Set("expand", value ? "company" : null); }

    /// <summary>Words of the first name.</summary>
    public TextValues? FirstName { get => Values("first_name"); init => Set("first_name", value); }

    /// <summary>Words of the last name.</summary>
    public TextValues? LastName { get => Values("last_name"); init => Set("last_name", value); }

    /// <summary>Words of the job title.</summary>
    public TextValues? Title { get => Values("title"); init => Set("title", value); }

    /// <summary>Whether <see cref="Title"/> must match the whole job title, with its words in any order.</summary>
    public bool? NormalizeTitleColumn { get => Flag("normalize_title_column"); init => Set("normalize_title_column", value); }

    /// <summary>Words that the job title must all contain.</summary>
    public TextValues? JumbleTitleWords { get => Values("jumble_title_words"); init => Set("jumble_title_words", value); }

    /// <summary>The seniority.</summary>
    public TextValues? Seniority { get => Values("seniority"); init => Set("seniority", value); }

    /// <summary>A department of the person.</summary>
    public TextValues? Departments { get => Values("departments"); init => Set("departments", value); }

    /// <summary>The email address.</summary>
    public TextValues? Email { get => Values("email"); init => Set("email", value); }

    /// <summary>The domain of the email address.</summary>
    public TextValues? EmailDomain { get => Values("email_domain"); init => Set("email_domain", value); }

    /// <summary>Whether the person has an email address.</summary>
    public bool? HasEmail { get => Flag("has_email"); init => Set("has_email", value); }

    /// <summary>Whether the person has a company that is not deleted.</summary>
    public bool? HasCompany { get => Flag("has_company"); init => Set("has_company", value); }

    /// <summary>The status of the email address.</summary>
    public TextValues? EmailStatus { get => Values("email_status"); init => Set("email_status", value); }

    /// <summary>The mobile phone number.</summary>
    public TextValues? MobilePhone { get => Values("mobile_phone"); init => Set("mobile_phone", value); }

    /// <summary>The direct phone number at work.</summary>
    public TextValues? WorkDirectPhone { get => Values("work_direct_phone"); init => Set("work_direct_phone", value); }

    /// <summary>The home phone number.</summary>
    public TextValues? HomePhone { get => Values("home_phone"); init => Set("home_phone", value); }

    /// <summary>Another phone number of the person.</summary>
    public TextValues? OtherPhone { get => Values("other_phone"); init => Set("other_phone", value); }

    /// <summary>The LinkedIn URL of the person.</summary>
    public TextValues? PersonLinkedInUrl { get => Values("person_linkedin_url"); init => Set("person_linkedin_url", value); }

    /// <summary>Words of the website URL of the person.</summary>
    public TextValues? Website { get => Values("website"); init => Set("website", value); }

    /// <summary>The Facebook URL of the person or the company.</summary>
    public TextValues? FacebookUrl { get => Values("facebook_url"); init => Set("facebook_url", value); }

    /// <summary>The Twitter URL of the person or the company.</summary>
    public TextValues? TwitterUrl { get => Values("twitter_url"); init => Set("twitter_url", value); }

    /// <summary>The stage of the deal.</summary>
    public TextValues? Stage { get => Values("stage"); init => Set("stage", value); }

    /// <summary>The city of the person.</summary>
    public TextValues? City { get => Values("city"); init => Set("city", value); }

    /// <summary>The state of the person.</summary>
    public TextValues? State { get => Values("state"); init => Set("state", value); }

    /// <summary>The country of the person.</summary>
    public TextValues? Country { get => Values("country"); init => Set("country", value); }

    /// <summary>The city, state, or country of the person.</summary>
    public TextValues? ContactLocation { get => Values("contact_location"); init => Set("contact_location", value); }

    /// <summary>Words of the name of the company.</summary>
    public TextValues? Company { get => Values("company"); init => Set("company", value); }

    /// <summary>Words of the name of the company.</summary>
    public TextValues? IncludeCompanyName { get => Values("include_company_name"); init => Set("include_company_name", value); }

    /// <summary>Words of the name of the company for use in emails.</summary>
    public TextValues? CompanyNameForEmails { get => Values("company_name_for_emails"); init => Set("company_name_for_emails", value); }

    /// <summary>Words of the postal address of the company.</summary>
    public TextValues? CompanyAddress { get => Values("company_address"); init => Set("company_address", value); }

    /// <summary>The city of the company.</summary>
    public TextValues? CompanyCity { get => Values("company_city"); init => Set("company_city", value); }

    /// <summary>The state of the company.</summary>
    public TextValues? CompanyState { get => Values("company_state"); init => Set("company_state", value); }

    /// <summary>The country of the company.</summary>
    public TextValues? CompanyCountry { get => Values("company_country"); init => Set("company_country", value); }

    /// <summary>The LinkedIn URL of the company.</summary>
    public TextValues? CompanyLinkedInUrl { get => Values("company_linkedin_url"); init => Set("company_linkedin_url", value); }

    /// <summary>The phone number of the company.</summary>
    public TextValues? CompanyPhone { get => Values("company_phone"); init => Set("company_phone", value); }

    /// <summary>The domain of the company.</summary>
    public TextValues? IncludeDomainList { get => Values("include_domain_list"); init => Set("include_domain_list", value); }

    /// <summary>Keywords that the company must all have.</summary>
    public TextValues? KeywordsAnd { get => Values("keywords_and"); init => Set("keywords_and", value); }

    /// <summary>
    /// The fields that <see cref="SharedFilter.Keywords"/> and <see cref="KeywordsAnd"/> search: <c>company</c>,
    /// <c>industries</c>, or <c>keywords</c>. Default: <c>keywords</c>.
    /// </summary>
    public TextValues? KeywordSearchFields { get => Values("keyword_search_fields"); init => Set("keyword_search_fields", value); }

    /// <summary>
    /// The fields that <see cref="SharedFilter.Keywords"/> and <see cref="KeywordsAnd"/> do not search. They search the
    /// other fields of <c>company</c>, <c>industries</c>, and <c>keywords</c>.
    /// </summary>
    public TextValues? KeywordExcludeFields { get => Values("keyword_exclude_fields"); init => Set("keyword_exclude_fields", value); }

    /// <summary>A technology that the company uses.</summary>
    public TextValues? TechnologiesUids { get => Values("technologies_uids"); init => Set("technologies_uids", value); }

    /// <summary>Unique identifiers of companies to exclude.</summary>
    public TextValues? ExcludeCompanyIds { get => Values("exclude_company_ids"); init => Set("exclude_company_ids", value); }

    /// <summary>Words of job titles to exclude.</summary>
    public TextValues? ExcludeTitles { get => Values("exclude_titles"); init => Set("exclude_titles", value); }

    /// <summary>Seniorities to exclude.</summary>
    public TextValues? ExcludeSeniorities { get => Values("exclude_seniorities"); init => Set("exclude_seniorities", value); }

    /// <summary>Departments to exclude.</summary>
    public TextValues? ExcludeDepartments { get => Values("exclude_departments"); init => Set("exclude_departments", value); }

    /// <summary>Words of company names to exclude.</summary>
    public TextValues? ExcludeCompanyName { get => Values("exclude_company_name"); init => Set("exclude_company_name", value); }

    /// <summary>Domains of companies to exclude.</summary>
    public TextValues? ExcludeDomainList { get => Values("exclude_domain_list"); init => Set("exclude_domain_list", value); }

    /// <summary>Locations of companies to exclude.</summary>
    public TextValues? ExcludeCompanyLocations
    {
        get => Values("exclude_company_locations");
        init => Set("exclude_company_locations", value);
    }

    /// <summary>Locations of people to exclude.</summary>
    public TextValues? ExcludeContactLocations
    {
        get => Values("exclude_contact_locations");
        init => Set("exclude_contact_locations", value);
    }
}
