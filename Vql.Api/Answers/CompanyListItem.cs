namespace Vql.Api.Answers;

/// <summary>A company as lists answer it: every member is there, null when unknown.</summary>
// The catalogue adds members behind these; see ResponseMapper.
internal partial record CompanyListItem(
    string Uuid, string? Name, long? EmployeesCount, long? AnnualRevenue, long? TotalFunding, string? Industry, string? City,
    string? State, string? Country, string? Website, string? LinkedinUrl, string? PhoneNumber, IReadOnlyList<string>? Technologies,
    IReadOnlyList<string>? Keywords, CompanyMetadata Metadata);

/// <summary>What else is known of a company.</summary>
internal sealed record CompanyMetadata(
    string Uuid, string? LinkedinUrl, string? LinkedinSalesUrl, string? FacebookUrl, string? TwitterUrl, string? Website,
    string? CompanyNameForEmails, string? PhoneNumber, string? LatestFunding, long? LatestFundingAmount, string? LastRaisedAt,
    string? City, string? State, string? Country);
