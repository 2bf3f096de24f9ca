namespace Vql.Client.Requests;

/// <summary>What contacts are asked for: all that is set must hold. Several values of one member mean any of them.</summary>
public sealed partial class ContactFilter : SharedFilter
{
    /// <summary>Whether pages hold each contact's company.</summary>
    public bool ExpandCompany { get => Text("expand") is not null; init => Set("expand", value ? "company" : null); }

    /// <summary>Words of the first name.</summary>
    public TextValues? FirstName { get => Values("first_name"); init => Set("first_name", value); }

    /// <summary>Words of the last name.</summary>
    public TextValues? LastName { get => Values("last_name"); init => Set("last_name", value); }

    /// <summary>Words of the job title.</summary>
    public TextValues? Title { get => Values("title"); init => Set("title", value); }

    /// <summary>Whether <see cref="Title"/> means the whole job title, its words in any order.</summary>
    public bool? NormalizeTitleColumn { get => Flag("normalize_title_column"); init => Set("normalize_title_column", value); }

    /// <summary>Words that the job title has, all of them.</summary>
    public TextValues? JumbleTitleWords { get => Values("jumble_title_words"); init => Set("jumble_title_words", value); }

    /// <summary>The seniority.</summary>
    public TextValues? Seniority { get => Values("seniority"); init => Set("seniority", value); }

    /// <summary>A department the person works in.</summary>
    public TextValues? Departments { get => Values("departments"); init => Set("departments", value); }

    /// <summary>The e-mail address.</summary>
    public TextValues? Email { get => Values("email"); init => Set("email", value); }

    /// <summary>Whether the e-mail address works.</summary>
    public TextValues? EmailStatus { get => Values("email_status"); init => Set("email_status", value); }

    /// <summary>The mobile phone number.</summary>
    public TextValues? MobilePhone { get => Values("mobile_phone"); init => Set("mobile_phone", value); }

    /// <summary>The direct phone number at work.</summary>
    public TextValues? WorkDirectPhone { get => Values("work_direct_phone"); init => Set("work_direct_phone", value); }

    /// <summary>The phone number at home.</summary>
    public TextValues? HomePhone { get => Values("home_phone"); init => Set("home_phone", value); }

    /// <summary>Another phone number of the person.</summary>
    public TextValues? OtherPhone { get => Values("other_phone"); init => Set("other_phone", value); }

    /// <summary>The person's LinkedIn address.</summary>
    public TextValues? PersonLinkedInUrl { get => Values("person_linkedin_url"); init => Set("person_linkedin_url", value); }

    /// <summary>Words of the person's own web address.</summary>
    public TextValues? Website { get => Values("website"); init => Set("website", value); }

    /// <summary>The Facebook address of the person or the company.</summary>
    public TextValues? FacebookUrl { get => Values("facebook_url"); init => Set("facebook_url", value); }

    /// <summary>The Twitter address of the person or the company.</summary>
    public TextValues? TwitterUrl { get => Values("twitter_url"); init => Set("twitter_url", value); }

    /// <summary>The stage of the deal.</summary>
    public TextValues? Stage { get => Values("stage"); init => Set("stage", value); }

    /// <summary>The person's city.</summary>
    public TextValues? City { get => Values("city"); init => Set("city", value); }

    /// <summary>The person's state.</summary>
    public TextValues? State { get => Values("state"); init => Set("state", value); }

    /// <summary>The person's country.</summary>
    public TextValues? Country { get => Values("country"); init => Set("country", value); }

    /// <summary>The person's city, state or country.</summary>
    public TextValues? ContactLocation { get => Values("contact_location"); init => Set("contact_location", value); }

    /// <summary>Words of the company's name.</summary>
    public TextValues? Company { get => Values("company"); init => Set("company", value); }

    /// <summary>Words of the company's name.</summary>
    public TextValues? IncludeCompanyName { get => Values("include_company_name"); init => Set("include_company_name", value); }

    /// <summary>Words of the name by which e-mails call the company.</summary>
    public TextValues? CompanyNameForEmails { get => Values("company_name_for_emails"); init => Set("company_name_for_emails", value); }

    /// <summary>Words of the company's postal address.</summary>
    public TextValues? CompanyAddress { get => Values("company_address"); init => Set("company_address", value); }

    /// <summary>The company's city.</summary>
    public TextValues? CompanyCity { get => Values("company_city"); init => Set("company_city", value); }

    /// <summary>The company's state.</summary>
    public TextValues? CompanyState { get => Values("company_state"); init => Set("company_state", value); }

    /// <summary>The company's country.</summary>
    public TextValues? CompanyCountry { get => Values("company_country"); init => Set("company_country", value); }

    /// <summary>The company's LinkedIn address.</summary>
    public TextValues? CompanyLinkedInUrl { get => Values("company_linkedin_url"); init => Set("company_linkedin_url", value); }

    /// <summary>The company's phone number.</summary>
    public TextValues? CompanyPhone { get => Values("company_phone"); init => Set("company_phone", value); }

    /// <summary>The domain of the company.</summary>
    public TextValues? IncludeDomainList { get => Values("include_domain_list"); init => Set("include_domain_list", value); }

    /// <summary>Keywords that the company has, all of them.</summary>
    public TextValues? KeywordsAnd { get => Values("keywords_and"); init => Set("keywords_and", value); }

    /// <summary>The only fields that <see cref="SharedFilter.Keywords"/> and <see cref="KeywordsAnd"/> look in: <c>company</c>, <c>industries</c>, <c>keywords</c>; only keywords unless given.</summary>
    public TextValues? KeywordSearchFields { get => Values("keyword_search_fields"); init => Set("keyword_search_fields", value); }

    /// <summary>Fields that <see cref="SharedFilter.Keywords"/> and <see cref="KeywordsAnd"/> do not look in: of <c>company</c>, <c>industries</c>, <c>keywords</c> the others.</summary>
    public TextValues? KeywordExcludeFields { get => Values("keyword_exclude_fields"); init => Set("keyword_exclude_fields", value); }

    /// <summary>A technology that the company uses.</summary>
    public TextValues? TechnologiesUids { get => Values("technologies_uids"); init => Set("technologies_uids", value); }

    /// <summary>Not at these companies.</summary>
    public TextValues? ExcludeCompanyIds { get => Values("exclude_company_ids"); init => Set("exclude_company_ids", value); }

    /// <summary>Not with these words in the job title.</summary>
    public TextValues? ExcludeTitles { get => Values("exclude_titles"); init => Set("exclude_titles", value); }

    /// <summary>Not of this seniority.</summary>
    public TextValues? ExcludeSeniorities { get => Values("exclude_seniorities"); init => Set("exclude_seniorities", value); }

    /// <summary>Not in these departments.</summary>
    public TextValues? ExcludeDepartments { get => Values("exclude_departments"); init => Set("exclude_departments", value); }

    /// <summary>Not at companies with these words in their names.</summary>
    public TextValues? ExcludeCompanyName { get => Values("exclude_company_name"); init => Set("exclude_company_name", value); }

    /// <summary>Not at companies of these domains.</summary>
    public TextValues? ExcludeDomainList { get => Values("exclude_domain_list"); init => Set("exclude_domain_list", value); }

    /// <summary>Not at companies in these places.</summary>
    public TextValues? ExcludeCompanyLocations { get => Values("exclude_company_locations"); init => Set("exclude_company_locations", value); }

    /// <summary>Not people in these places.</summary>
    public TextValues? ExcludeContactLocations { get => Values("exclude_contact_locations"); init => Set("exclude_contact_locations", value); }
}
