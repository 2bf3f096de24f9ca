namespace Vql.Client.Records;

/// <summary>What is written of a contact; a member that is null is left as it is.</summary>
public sealed record ContactWrite
{
    /// <summary>What names it; the API makes one up when it is null.</summary>
    public string? Uuid { get; init; }

    /// <summary>The first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The company id.</summary>
    public string? CompanyId { get; init; }

    /// <summary>The email.</summary>
    public string? Email { get; init; }

    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The departments.</summary>
    public IReadOnlyList<string>? Departments { get; init; }

    /// <summary>The mobile phone.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>The email status.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>The seniority.</summary>
    public string? Seniority { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The state.</summary>
    public string? State { get; init; }

    /// <summary>The country.</summary>
    public string? Country { get; init; }

    /// <summary>The LinkedIn address.</summary>
    public string? LinkedinUrl { get; init; }
}
