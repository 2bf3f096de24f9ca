using System.Collections.Frozen;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.SyncWorker.Import.Columns;

/// <summary>The kinds of rows in a file.</summary>
internal enum TableKind
{
    /// <summary>People, with or without their companies.</summary>
    People,

    /// <summary>Companies without people.</summary>
    Companies,
}

/// <summary>A header that maps to a field.</summary>
/// <param name="Header">The header in the spelling of the vendor.</param>
/// <param name="Field">The name of the field.</param>
/// <param name="Kind">The kind of file to which the alias applies; null for both.</param>
/// <param name="IsWeak">Whether other headers for the same field take precedence.</param>
internal sealed record ColumnAlias(string Header, string Field, TableKind? Kind = null, bool IsWeak = false);

/// <summary>The headers of one vendor.</summary>
/// <param name="Vendor">The program or service that writes the files.</param>
/// <param name="Source">The source of the names.</param>
/// <param name="Aliases">The headers.</param>
internal sealed record AliasGroup(string Vendor, string Source, IReadOnlyList<ColumnAlias> Aliases);

/// <summary>
/// The column names in the exports of other programs. Headers are compared without case, spaces and punctuation. A header in
/// several groups must map to the same field.
/// </summary>
internal static class ColumnAliases
{
    private const TableKind People = TableKind.People;
    private const TableKind Companies = TableKind.Companies;

    /// <summary>The groups. Other columns of a vendor's files have no equivalent.</summary>
    public static IReadOnlyList<AliasGroup> Groups { get; } =
    [
        new("Common names", "docs/import.md",
        [
            new("Name", "full_name", People, IsWeak: true), new("Name", "company", Companies), new("Full Name", "full_name", IsWeak: true),
            new("Forename", "first_name"), new("Surname", "last_name"), new("Company Name", "company"), new("Organization", "company"),
            new("Organisation", "company"), new("Employer", "company"), new("Account", "company"),
            new("Job Title", "title"), new("Position", "title"), new("Department", "departments"), new("E-mail Address", "email"),
            new("Work Email", "email"), new("Mobile", "mobile_phone"), new("Mobile Number", "mobile_phone"),
            new("Cell Phone", "mobile_phone"),
            new("Phone", "work_direct_phone", People, IsWeak: true), new("Phone", "company_phone", Companies),
            new("Phone Number", "work_direct_phone", People, IsWeak: true), new("Phone Number", "company_phone", Companies),
            new("Work Phone", "work_direct_phone"), new("Direct Phone", "work_direct_phone"), new("Region", "state", People),
            new("Province", "state", People), new("Region", "company_state", Companies), new("Province", "company_state", Companies),
            new("City", "company_city", Companies), new("State", "company_state", Companies), new("Country", "company_country", Companies),
            new("Address", "company_address", Companies), new("Domain", "company_domain"), new("Website Domain", "company_domain"),
            new("Company Domain", "company_domain"), new("Company Website", "website"), new("Url", "website", Companies),
            new("Web", "website"),
            new("LinkedIn", "person_linkedin_url", People), new("LinkedIn", "company_linkedin_url", Companies),
            new("LinkedIn Url", "person_linkedin_url", People), new("LinkedIn Url", "company_linkedin_url", Companies),
            new("LinkedIn Profile", "person_linkedin_url", People), new("LinkedIn Profile Url", "person_linkedin_url", People),
            new("Company LinkedIn", "company_linkedin_url"), new("Industries", "industry"), new("Sector", "industry"),
            new("Tags", "keywords"),
            new("Employee Count", "employees"), new("Headcount", "employees"), new("Company Size", "employees", IsWeak: true),
            new("Profile Headline", "headline", IsWeak: true), new("LinkedIn Headline", "headline", IsWeak: true),
            new("Short Description", "company_description", IsWeak: true),
            new("Revenue", "annual_revenue"), new("Company Revenue", "annual_revenue"), new("Funding", "total_funding"),
        ]),
        new("This API's exports", "docs/lists.md",
        [
            new("uuid", "contact_uuid", People), new("uuid", "company_uuid", Companies), new("company_id", "company_uuid", People),
            new("employees_count", "employees"), new("industries", "industry"), new("normalized_domain", "company_domain"),
            new("phone_number", "company_phone", Companies),
            .. FieldCatalogue.Companies.ListedFields.Select(field =>
                new ColumnAlias(field.Name, FieldCatalogue.NameInContacts(field.Column), Companies)),
        ]),
        new("Apollo", "https://knowledge.apollo.io/hc/en-us/articles/4409161532045-Import-a-CSV-of-Contacts",
        [
            new("# Employees", "employees"), new("Person Linkedin Url", "person_linkedin_url"),
            new("Company Linkedin Url", "company_linkedin_url"),
            new("Corporate Phone", "company_phone", IsWeak: true), new("Company Phone", "company_phone"),
            new("Work Direct Phone", "work_direct_phone"),
            new("Company Address", "company_address"), new("Company Street", "company_address", IsWeak: true),
            new("Account Name", "company"), new("Account Website", "website"), new("Company Name for Emails", "company_name_for_emails"),
        ]),
        new("HubSpot", "https://knowledge.hubspot.com/properties/hubspots-default-contact-properties",
        [
            new("Associated Company", "company", IsWeak: true), new("Associated Company (Primary)", "company", IsWeak: true),
            new("Primary Associated Company", "company", IsWeak: true),
            new("Mobile Phone Number", "mobile_phone"), new("State/Region", "state", People),
            new("State/Region", "company_state", Companies),
            new("Country/Region", "country", People), new("Country/Region", "company_country", Companies), new("Website URL", "website"),
            new("Company Domain Name", "company_domain"), new("Number of Employees", "employees"),
            new("Street Address", "company_address", Companies),
            new("LinkedIn Company Page", "company_linkedin_url"), new("Facebook Company Page", "company_facebook_url"),
            new("Twitter Handle", "company_twitter_url", Companies), new("Total Money Raised", "total_funding"),
            new("Lifecycle Stage", "stage", People), new("Employment Seniority", "seniority"), new("Web Technologies", "technologies"),
        ]),
        new("LinkedIn Connections", "https://support.affinity.co/admin/data-migration/how-to-import-linkedin-connections",
        [
            new("URL", "person_linkedin_url", People), new("Email Address", "email"),
        ]),
        new("LinkedIn Sales Navigator", "https://www.linkedin.com/help/sales-navigator/answer/a106028",
        [
            new("Profile Url", "person_linkedin_url"), new("LinkedIn Member Profile URL", "person_linkedin_url"),
            new("Person LinkedIn", "person_linkedin_url"),
            new("LinkedIn Sales Navigator Company URL", "company_linkedin_url", IsWeak: true),
            new("LinkedIn Company URL", "company_linkedin_url"), new("Current Company", "company"), new("Current Position", "title"),
            new("Company Industry", "industry"),
        ]),
        new("Salesforce", "https://help.salesforce.com/s/articleView?id=xcloud.field_mapping_for_importing_leads.htm&type=5",
        [
            new("No. of Employees", "employees"), new("Employees", "employees"), new("Company / Account", "company"),
            new("Contact Full Name", "full_name", IsWeak: true), new("Business Phone", "work_direct_phone"),
            new("Other Phone", "other_phone"),
            new("Mailing City", "city"), new("Mailing State/Province", "state"), new("Mailing State", "state"),
            new("Mailing Country", "country"),
            new("State/Province", "state", People), new("State/Province", "company_state", Companies),
            new("Billing Street", "company_address"), new("Billing City", "company_city"), new("Billing State/Province", "company_state"),
            new("Billing State", "company_state"), new("Billing Country", "company_country"), new("Account Phone", "company_phone"),
            new("Lead Status", "stage"),
        ]),
        new("ZoomInfo", "https://tech-docs.zoominfo.com/",
        [
            new("Direct Phone Number", "work_direct_phone"), new("LinkedIn Contact Profile URL", "person_linkedin_url"),
            new("Management Level", "seniority"), new("Person City", "city"), new("Person State", "state"),
            new("Person Country", "country"),
            new("Company HQ Phone", "company_phone"), new("Revenue (in 000s USD)", "annual_revenue_thousands"),
            new("Revenue (in 000s)", "annual_revenue_thousands"), new("Employee Range", "employees", IsWeak: true),
            new("Primary Industry", "industry"), new("LinkedIn Company Profile URL", "company_linkedin_url"),
            new("Facebook Company Profile URL", "company_facebook_url"), new("Twitter Company Profile URL", "company_twitter_url"),
            new("Company Street Address", "company_address"), new("Email Domain", "company_domain", IsWeak: true),
        ]),
        new("Crunchbase", "https://support.crunchbase.com/hc/en-us/articles/360062989313",
        [
            new("Organization Name", "company"), new("Total Funding Amount", "total_funding", IsWeak: true),
            new("Total Funding Amount Currency (in USD)", "total_funding"), new("Last Funding Type", "latest_funding"),
            new("Last Funding Amount", "latest_funding_amount", IsWeak: true),
            new("Last Funding Amount Currency (in USD)", "latest_funding_amount"),
            new("Last Funding Date", "last_raised_at"), new("Last Equity Funding Type", "latest_funding", IsWeak: true),
            new("Full Description", "company_description", Companies, IsWeak: true),
            new("Facebook", "company_facebook_url", Companies), new("Twitter", "company_twitter_url", Companies),
            new("Estimated Revenue Range", "annual_revenue", IsWeak: true),
        ]),
        new("Pipedrive", "https://getcapt.com/blog/pipedrive-import-csv",
        [
            new("Person - Name", "full_name", IsWeak: true), new("Person - First name", "first_name"),
            new("Person - Last name", "last_name"), new("Person - Email", "email"), new("Person - Email - Work", "email"),
            new("Person - Phone", "work_direct_phone", IsWeak: true), new("Person - Phone - Work", "work_direct_phone"),
            new("Person - Phone - Mobile", "mobile_phone"), new("Person - Phone - Home", "home_phone"),
            new("Person - Organization", "company", IsWeak: true), new("Organization - Name", "company"),
        ]),
        new("Google Contacts", "https://support.google.com/contacts/answer/1069522",
        [
            new("Given Name", "first_name"), new("Family Name", "last_name"), new("E-mail 1 - Value", "email"),
            new("Organization 1 - Name", "company"), new("Organization Name", "company"), new("Organization 1 - Title", "title"),
            new("Organization Title", "title"), new("Organization 1 - Department", "departments"),
            new("Organization Department", "departments"),
            new("Phone 1 - Value", "mobile_phone", IsWeak: true), new("Phone 2 - Value", "other_phone", IsWeak: true),
            new("Address 1 - City", "city"), new("Address 1 - Region", "state"), new("Address 1 - Country", "country"),
            new("Website 1 - Value", "person_website"),
        ]),
        new("Outlook contacts", "https://www.spstechnical.com/outlook_contacts_schema.htm",
        [
            new("E-mail Address", "email"), new("Home Phone", "home_phone"), new("Company Main Phone", "company_phone"),
            new("Business City", "city"), new("Business State", "state"), new("Business Country/Region", "country"),
            new("Business Country", "country"), new("Web Page", "person_website"), new("Title", "title", IsWeak: true),
        ]),
    ];

    private static readonly FrozenDictionary<string, List<ColumnAlias>> ByHeader = Groups.SelectMany(group => group.Aliases)
        .GroupBy(alias => Normalize(alias.Header)).ToFrozenDictionary(group => group.Key, group => group.ToList());

    private static readonly FrozenDictionary<string, ImportField> Canonical =
        ImportField.All.ToFrozenDictionary(field => Normalize(field.Name));

    /// <summary>All recognized column names.</summary>
    public static IEnumerable<string> Names => ImportField.All.Select(known => known.Name)
        .Concat(Groups.SelectMany(group => group.Aliases).Select(alias => alias.Header));

    /// <summary>Returns a header without case, spaces and punctuation.</summary>
    public static string Normalize(string header) =>
        string.Concat(CanonicalForms.Compose(header).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Finds the field of a header in a file of a kind.</summary>
    /// <returns>The field; null if the header is unknown.</returns>
    public static (ImportField Field, bool IsWeak)? Find(string header, TableKind kind)
    {
        var name = Normalize(header);
        if (ByHeader.TryGetValue(name, out var aliases) && aliases.Find(alias => alias.Kind is null || alias.Kind == kind) is { } match)
        {
            return (ImportField.Get(match.Field), match.IsWeak);
        }

        return Canonical.TryGetValue(name, out var field) ? (field, false) : null;
    }
}
