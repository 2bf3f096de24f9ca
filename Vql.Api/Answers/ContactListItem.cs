using System.Text.Json.Serialization;

namespace Vql.Api.Answers;

/// <summary>A contact in a list. Unknown values are null.</summary>
// Generated code adds members of the catalogue; see ResponseMapper.
internal partial record ContactListItem(
    string Uuid, string? FirstName, string? LastName, string? Title, string? Email, string? EmailStatus, string? MobilePhone,
    string? Seniority, string? Departments, string? City, string? State, string? Country, string? PersonLinkedinUrl,
    string? WorkDirectPhone, string? HomePhone, string? OtherPhone, string? Stage, string? Website, string? FacebookUrl,
    string? TwitterUrl, string? Company, string? CompanyNameForEmails, string? CompanyAddress, string? CompanyCity,
    string? CompanyState, string? CompanyCountry, string? CompanyLinkedinUrl, string? CompanyPhone, string? CorporatePhone,
    long? Employees, long? AnnualRevenue, long? TotalFunding, long? LatestFundingAmount, string? LatestFunding,
    string? LastRaisedAt, string? Industry, string? Keywords, string? Technologies, string? PrimaryEmailCatchAllStatus,
    [property: JsonPropertyName("meta_data")] IReadOnlyDictionary<string, string>? MetaData, DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt);
