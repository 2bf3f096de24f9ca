namespace Vql.Client.Records;

/// <summary>A contact. Unknown members are null.</summary>
public sealed partial record Contact
{
    /// <summary>The unique identifier.</summary>
    public required string Uuid { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The job title.</summary>
    public string? Title { get; init; }

    /// <summary>The email address.</summary>
    public string? Email { get; init; }

    /// <summary>The status of the email address.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>The mobile phone number.</summary>
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

    /// <summary>The LinkedIn URL of the person.</summary>
    public string? PersonLinkedinUrl { get; init; }

    /// <summary>The direct phone number at work.</summary>
    public string? WorkDirectPhone { get; init; }

    /// <summary>The home phone number.</summary>
    public string? HomePhone { get; init; }

    /// <summary>Another phone number.</summary>
    public string? OtherPhone { get; init; }

    /// <summary>The stage of the deal.</summary>
    public string? Stage { get; init; }

    /// <summary>The website.</summary>
    public string? Website { get; init; }

    /// <summary>The Facebook URL.</summary>
    public string? FacebookUrl { get; init; }

    /// <summary>The Twitter URL.</summary>
    public string? TwitterUrl { get; init; }

    /// <summary>The name of the company.</summary>
    public string? Company { get; init; }

    /// <summary>The name of the company for use in emails.</summary>
    public string? CompanyNameForEmails { get; init; }

    /// <summary>The postal address of the company.</summary>
    public string? CompanyAddress { get; init; }

    /// <summary>The city of the company.</summary>
    public string? CompanyCity { get; init; }

    /// <summary>The state of the company.</summary>
    public string? CompanyState { get; init; }

    /// <summary>The country of the company.</summary>
    public string? CompanyCountry { get; init; }

    /// <summary>The LinkedIn URL of the company.</summary>
    public string? CompanyLinkedinUrl { get; init; }

    /// <summary>The phone number of the company.</summary>
    public string? CompanyPhone { get; init; }

    /// <summary>The corporate phone number.</summary>
    public string? CorporatePhone { get; init; }

    /// <summary>The number of employees of the company.</summary>
    public long? Employees { get; init; }

    /// <summary>The annual revenue of the company, in US dollars.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>The total funding of the company, in US dollars.</summary>
    public long? TotalFunding { get; init; }

    /// <summary>The amount of the latest funding round of the company, in US dollars.</summary>
    public long? LatestFundingAmount { get; init; }

    /// <summary>The latest funding round of the company.</summary>
    public string? LatestFunding { get; init; }

    /// <summary>The date when the company last raised funding.</summary>
    public string? LastRaisedAt { get; init; }

    /// <summary>The industry of the company.</summary>
    public string? Industry { get; init; }

    /// <summary>The keywords of the company.</summary>
    public string? Keywords { get; init; }

    /// <summary>The technologies that the company uses.</summary>
    public string? Technologies { get; init; }

    /// <summary>The catch-all status of the primary email address.</summary>
    public string? PrimaryEmailCatchAllStatus { get; init; }

    /// <summary>Additional data, by name.</summary>
    public IReadOnlyDictionary<string, string>? MetaData { get; init; }

    /// <summary>
    /// The company. In pages, it is null unless <see cref="Requests.ContactFilter.ExpandCompany"/> is set.
    /// </summary>
    public Company? CompanyDetail { get; init; }

    /// <summary>The creation time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The time of the last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
