namespace Vql.Api.Answers;

/// <summary>A company in a list. Unknown values are null.</summary>
// Generated code adds members of the catalogue; see ResponseMapper.
internal partial record CompanyListItem(
    string Uuid, string? Name, long? EmployeesCount, long? AnnualRevenue, long? TotalFunding, string? Industry, string? City,
    string? State, string? Country, string? Website, string? LinkedinUrl, string? PhoneNumber, IReadOnlyList<string>? Technologies,
    IReadOnlyList<string>? Keywords, CompanyMetadata Metadata);

/// <summary>Additional data of a company.</summary>
internal sealed record CompanyMetadata(
    string Uuid, string? LinkedinUrl, string? LinkedinSalesUrl, string? FacebookUrl, string? TwitterUrl, string? Website,
    string? CompanyNameForEmails, string? PhoneNumber, string? LatestFunding, long? LatestFundingAmount, string? LastRaisedAt,
    string? City, string? State, string? Country);
