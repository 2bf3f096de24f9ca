using Vql.Core.Text;

namespace Vql.Core.Documents;

/// <summary>
/// A row of the Go service's CSV format: a contact with its company. Converts the known columns and cleans their values as
/// the Go service does; see <c>Vql.Tests/Conformance/rows.jsonl</c>.
/// </summary>
public static class CsvRow
{
    /// <summary>The columns that describe the person.</summary>
    public static IReadOnlyList<string> ContactColumns { get; } =
    [
        "first_name", "last_name", "person_linkedin_url", "email", "title", "departments", "mobile_phone", "email_status",
        "seniority", "city", "state", "country", "facebook_url", "twitter_url", "work_direct_phone", "home_phone",
        "other_phone", "stage",
    ];

    /// <summary>The columns that describe the company.</summary>
    public static IReadOnlyList<string> CompanyColumns { get; } =
    [
        "company", "company_linkedin_url", "website", "industry", "keywords", "company_address", "annual_revenue",
        "total_funding", "technologies", "employees", "company_city", "company_state", "company_country",
        "company_name_for_emails", "company_phone", "latest_funding", "latest_funding_amount", "last_raised_at",
    ];

    /// <summary>Returns the name of the column with the specified header. Headers are cleaned like values.</summary>
    public static string ColumnName(string header) => CsvValue.Text(header) ?? "";

    /// <summary>Converts the columns of the company.</summary>
    /// <param name="value">A function that returns the raw value of a column, or null if the row has none.</param>
    public static Company ToCompany(Func<string, string?> value)
    {
        var name = CsvValue.Text(value("company"));
        var linkedinUrl = CsvValue.Lower(value("company_linkedin_url"));
        return new Company
        {
            Uuid = NameUuid.OfCompany(name, linkedinUrl),
            Name = name,
            EmployeesCount = CsvValue.Number(value("employees")),
            Industries = CsvValue.List(value("industry")),
            Keywords = CsvValue.List(value("keywords")),
            Address = CsvValue.Text(value("company_address")),
            AnnualRevenue = CsvValue.Number(value("annual_revenue")),
            TotalFunding = CsvValue.Number(value("total_funding")),
            Technologies = CsvValue.List(value("technologies")),
            City = CsvValue.Lower(value("company_city")),
            State = CsvValue.Lower(value("company_state")),
            Country = CsvValue.Lower(value("company_country")),
            LinkedinUrl = linkedinUrl,
            Website = CsvValue.Text(value("website")),
            NormalizedDomain = CsvValue.Domain(value("email")),
            FacebookUrl = CsvValue.Text(value("facebook_url")),
            TwitterUrl = CsvValue.Text(value("twitter_url")),
            CompanyNameForEmails = CsvValue.Text(value("company_name_for_emails")),
            PhoneNumber = CsvValue.Phone(value("company_phone")),
            LatestFunding = CsvValue.Text(value("latest_funding")),
            LatestFundingAmount = CsvValue.Number(value("latest_funding_amount")),
            LastRaisedAt = CsvValue.Text(value("last_raised_at")),
        };
    }

    /// <summary>Converts the columns of the contact.</summary>
    /// <param name="value">A function that returns the raw value of a column, or null if the row has none.</param>
    /// <param name="companyId">The UUID of the company of the row. Null for none.</param>
    public static Contact ToContact(Func<string, string?> value, string? companyId)
    {
        var firstName = CsvValue.Lower(value("first_name"));
        var lastName = CsvValue.Lower(value("last_name"));
        var linkedinUrl = CsvValue.Lower(value("person_linkedin_url"));
        return new Contact
        {
            Uuid = NameUuid.OfContact(firstName, lastName, linkedinUrl),
            FirstName = firstName,
            LastName = lastName,
            CompanyId = companyId,
            Email = CsvValue.Lower(value("email")),
            Title = CsvValue.Text(value("title")),
            Departments = CsvValue.List(value("departments")),
            MobilePhone = CsvValue.Phone(value("mobile_phone")),
            EmailStatus = CsvValue.Lower(value("email_status")),
            Seniority = CsvValue.Lower(value("seniority")),
            City = CsvValue.Lower(value("city")),
            State = CsvValue.Lower(value("state")),
            Country = CsvValue.Lower(value("country")),
            LinkedinUrl = linkedinUrl,
            FacebookUrl = CsvValue.Text(value("facebook_url")),
            TwitterUrl = CsvValue.Text(value("twitter_url")),
            WorkDirectPhone = CsvValue.Phone(value("work_direct_phone")),
            HomePhone = CsvValue.Phone(value("home_phone")),
            OtherPhone = CsvValue.Phone(value("other_phone")),
            Stage = CsvValue.Lower(value("stage")),
        };
    }
}
