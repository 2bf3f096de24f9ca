namespace Vql.Client.Records;

/// <summary>The members to write of a contact. Null members are left unchanged.</summary>
public sealed record ContactWrite
{
    /// <summary>The unique identifier. If it is null, the API generates one.</summary>
    public string? Uuid { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The unique identifier of the company.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The email address.</summary>
    public string? Email { get; init; }

    /// <summary>The job title.</summary>
    public string? Title { get; init; }

    /// <summary>The departments.</summary>
    public IReadOnlyList<string>? Departments { get; init; }

    /// <summary>The mobile phone number.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>The status of the email address.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>The seniority.</summary>
    public string? Seniority { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The state.</summary>
    public string? State { get; init; }

    /// <summary>The country.</summary>
    public string? Country { get; init; }

    /// <summary>The LinkedIn URL.</summary>
    public string? LinkedinUrl { get; init; }
}
