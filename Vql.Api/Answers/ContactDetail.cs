namespace Vql.Api.Answers;

/// <summary>The response to a request for one contact, with its company and additional data.</summary>
internal sealed record ContactDetail : ContactListItem
{
    internal ContactDetail(ContactListItem item)
        : base(item)
    {
    }

    public CompanySummary? CompanyDetail { get; init; }

    public ContactMetadata? Metadata { get; init; }
}

/// <summary>Additional data of a contact.</summary>
internal sealed record ContactMetadata(
    string Uuid, string? LinkedinUrl, string? LinkedinSalesUrl, string? FacebookUrl, string? TwitterUrl, string? Website,
    string? WorkDirectPhone, string? HomePhone, string? City, string? State, string? Country, string? OtherPhone, string? Stage);
