using System.Globalization;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Api.Answers;

/// <summary>Maps rows of both engines to responses.</summary>
internal static partial class ResponseMapper
{
    private const string Placeholder = "_";

    public static ContactListItem Map(Contact contact)
    {
        var company = contact.Company;
        var amount = Known(company?.LatestFundingAmount);
        var item = new ContactListItem(
            contact.Uuid, Clean(contact.FirstName), Clean(contact.LastName), Clean(contact.Title), Clean(contact.Email),
            Clean(contact.EmailStatus), Clean(contact.MobilePhone), Clean(contact.Seniority), Joined(contact.Departments),
            Clean(contact.City), Clean(contact.State), Clean(contact.Country), Clean(contact.LinkedinUrl),
            Clean(contact.WorkDirectPhone), Clean(contact.HomePhone), Clean(contact.OtherPhone), Clean(contact.Stage),
            Clean(contact.Website), Clean(company?.FacebookUrl) ?? Clean(contact.FacebookUrl),
            Clean(company?.TwitterUrl) ?? Clean(contact.TwitterUrl), Clean(company?.Name), Clean(company?.CompanyNameForEmails),
            Clean(company?.Address), Clean(company?.City), Clean(company?.State), Clean(company?.Country),
            Clean(company?.LinkedinUrl), Clean(company?.PhoneNumber), Clean(company?.PhoneNumber),
            Known(company?.EmployeesCount), Known(company?.AnnualRevenue), Known(company?.TotalFunding), amount,
            Clean(company?.LatestFunding), Clean(company?.LastRaisedAt), Joined(company?.Industries), Joined(company?.Keywords),
            Joined(company?.Technologies), PrimaryEmailCatchAllStatus: null,
            amount is { } known
                ? new Dictionary<string, string> { ["latest_funding_amount"] = known.ToString(CultureInfo.InvariantCulture) }
                : null,
            contact.CreatedAt, contact.UpdatedAt);
        AddListed(item, contact);
        return item;
    }

    public static ContactSimpleItem MapSimple(Contact contact)
    {
        var location = new ContactLocation(Clean(contact.City), Clean(contact.State), Clean(contact.Country));
        return new ContactSimpleItem(
            contact.Uuid, Clean(contact.FirstName), Clean(contact.LastName), Clean(contact.Title),
            location is { City: null, State: null, Country: null } ? null : location, Clean(contact.Company?.Name),
            Clean(contact.LinkedinUrl),
            Clean(contact.Company?.NormalizedDomain));
    }

    public static CompanyListItem Map(Company company)
    {
        var item = new CompanyListItem(
            company.Uuid, Clean(company.Name), Known(company.EmployeesCount), Known(company.AnnualRevenue), Known(company.TotalFunding),
            Joined(company.Industries), Clean(company.City), Clean(company.State), Clean(company.Country), Clean(company.Website),
            Clean(company.LinkedinUrl), Clean(company.PhoneNumber), List(company.Technologies), List(company.Keywords),
            new CompanyMetadata(
                company.Uuid, Clean(company.LinkedinUrl), LinkedinSalesUrl: null, Clean(company.FacebookUrl), Clean(company.TwitterUrl),
                Clean(company.Website), Clean(company.CompanyNameForEmails), Clean(company.PhoneNumber), Clean(company.LatestFunding),
                Known(company.LatestFundingAmount), Clean(company.LastRaisedAt), Clean(company.City), Clean(company.State),
                Clean(company.Country)));
        AddListed(item, company);
        return item;
    }

    public static ContactDetail MapDetail(Contact contact) => new(Map(contact))
    {
        CompanyDetail = contact.Company is { } company ? Summary(company) : null,
        Metadata = new ContactMetadata(
            contact.Uuid, Clean(contact.LinkedinUrl), LinkedinSalesUrl: null, Clean(contact.FacebookUrl), Clean(contact.TwitterUrl),
            Clean(contact.Website), Clean(contact.WorkDirectPhone), Clean(contact.HomePhone), Clean(contact.City), Clean(contact.State),
            Clean(contact.Country), Clean(contact.OtherPhone), Clean(contact.Stage)),
    };

    public static CompanyDetail MapDetail(Company company) =>
        new(Map(company)) { CreatedAt = company.CreatedAt, UpdatedAt = company.UpdatedAt };

    public static CompanySummary Summary(Company company) => new(
        company.Uuid, Clean(company.Name), Known(company.EmployeesCount), Known(company.AnnualRevenue), Known(company.TotalFunding),
        Joined(company.Industries), Clean(company.City), Clean(company.State), Clean(company.Country), Clean(company.Website),
        Clean(company.LinkedinUrl), Clean(company.PhoneNumber), List(company.Technologies));

    /// <summary>Maps a suggested company.</summary>
    public static SuggestedCompany MapSuggested(Company company)
    {
        var website = Clean(company.Website);
        var domain = NormalizedValue.Of(ValueNormalization.Domain, website ?? Clean(company.NormalizedDomain) ?? "");
        return new SuggestedCompany(company.Uuid, Clean(company.Name), domain.Length == 0 ? null : domain, website);
    }

    // Generated: sets the members of the columns in the catalogue.
    private static partial void AddListed(ContactListItem item, Contact row);

    private static partial void AddListed(CompanyListItem item, Company row);

    private static string? Clean(string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is { Length: >= 2 } && trimmed[0] == '"' && trimmed[^1] == '"')
        {
            trimmed = trimmed[1..^1].Trim();
        }

        return trimmed is null or "" or Placeholder ? null
            : trimmed.StartsWith("'+", StringComparison.Ordinal) ? trimmed[1..]
            : trimmed;
    }

    // Connectra omits zeros, as the Go service does, so zero means unknown.
    private static long? Known(long? number) => number is 0 ? null : number;

    private static List<string>? List(IReadOnlyList<string>? elements)
    {
        var cleaned = elements?.Select(Clean).OfType<string>().ToList();
        return cleaned is { Count: > 0 } ? cleaned : null;
    }

    private static string? Joined(IReadOnlyList<string>? elements) => List(elements) is { } cleaned ? string.Join(", ", cleaned) : null;
}
