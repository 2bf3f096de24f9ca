namespace Vql.Client.Records;

/// <summary>A contact; members are null where unknown.</summary>
public sealed partial record Contact
{
    /// <summary>What names it.</summary>
    public required string Uuid { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The email.</summary>
    public string? Email { get; init; }

    /// <summary>The email status.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>The mobile phone.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>The seniority.</summary>
    public string? Seniority { get; init; }

    /// <summary>The departments.</summary>
    public string? Departments { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The state.</summary>
    public string? State { get; init; }

    /// <summary>The country.</summary>
    public string? Country { get; init; }

    /// <summary>The person LinkedIn address.</summary>
    public string? PersonLinkedinUrl { get; init; }

    /// <summary>The work direct phone.</summary>
    public string? WorkDirectPhone { get; init; }

    /// <summary>The home phone.</summary>
    public string? HomePhone { get; init; }

    /// <summary>The other phone.</summary>
    public string? OtherPhone { get; init; }

    /// <summary>The stage.</summary>
    public string? Stage { get; init; }

    /// <summary>The website.</summary>
    public string? Website { get; init; }

    /// <summary>The Facebook address.</summary>
    public string? FacebookUrl { get; init; }

    /// <summary>The Twitter address.</summary>
    public string? TwitterUrl { get; init; }

    /// <summary>The company.</summary>
    public string? Company { get; init; }

    /// <summary>The company name for emails.</summary>
    public string? CompanyNameForEmails { get; init; }

    /// <summary>The company address.</summary>
    public string? CompanyAddress { get; init; }

    /// <summary>The company city.</summary>
    public string? CompanyCity { get; init; }

    /// <summary>The company state.</summary>
    public string? CompanyState { get; init; }

    /// <summary>The company country.</summary>
    public string? CompanyCountry { get; init; }

    /// <summary>The company LinkedIn address.</summary>
    public string? CompanyLinkedinUrl { get; init; }

    /// <summary>The company phone.</summary>
    public string? CompanyPhone { get; init; }

    /// <summary>The corporate phone.</summary>
    public string? CorporatePhone { get; init; }

    /// <summary>The employees.</summary>
    public long? Employees { get; init; }

    /// <summary>The annual revenue.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>The total funding.</summary>
    public long? TotalFunding { get; init; }

    /// <summary>The latest funding amount.</summary>
    public long? LatestFundingAmount { get; init; }

    /// <summary>The latest funding.</summary>
    public string? LatestFunding { get; init; }

    /// <summary>The last raised at.</summary>
    public string? LastRaisedAt { get; init; }

    /// <summary>The industry.</summary>
    public string? Industry { get; init; }

    /// <summary>The keywords.</summary>
    public string? Keywords { get; init; }

    /// <summary>The technologies.</summary>
    public string? Technologies { get; init; }

    /// <summary>The primary email catch all status.</summary>
    public string? PrimaryEmailCatchAllStatus { get; init; }

    /// <summary>The further data.</summary>
    public IReadOnlyDictionary<string, string>? MetaData { get; init; }

    /// <summary>The company: of a contact by itself, and in pages where the filter expands it.</summary>
    public Company? CompanyDetail { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
