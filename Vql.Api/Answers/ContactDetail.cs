namespace Vql.Api.Answers;

/// <summary>A contact by itself: what lists answer, its company, and its own further data.</summary>
internal sealed record ContactDetail : ContactListItem
{
    internal ContactDetail(ContactListItem item)
        : base(item)
    {
    }

    public CompanySummary? CompanyDetail { get; init; }

    public ContactMetadata? Metadata { get; init; }
}

/// <summary>What else is known of a contact.</summary>
internal sealed record ContactMetadata(
    string Uuid, string? LinkedinUrl, string? LinkedinSalesUrl, string? FacebookUrl, string? TwitterUrl, string? Website,
    string? WorkDirectPhone, string? HomePhone, string? City, string? State, string? Country, string? OtherPhone, string? Stage);
