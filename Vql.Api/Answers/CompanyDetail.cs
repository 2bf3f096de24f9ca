namespace Vql.Api.Answers;

/// <summary>The response to a request for one company.</summary>
internal sealed record CompanyDetail : CompanyListItem
{
    internal CompanyDetail(CompanyListItem item)
        : base(item)
    {
    }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The company of a contact.</summary>
internal sealed record CompanySummary(
    string Uuid, string? Name, long? EmployeesCount, long? AnnualRevenue, long? TotalFunding, string? Industry, string? City,
    string? State, string? Country, string? Website, string? LinkedinUrl, string? PhoneNumber, IReadOnlyList<string>? Technologies);
