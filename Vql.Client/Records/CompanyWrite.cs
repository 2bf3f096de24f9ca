namespace Vql.Client.Records;

/// <summary>The members to write of a company. Null members are left unchanged.</summary>
public sealed record CompanyWrite
{
    /// <summary>The unique identifier. If it is null, the API generates one.</summary>
    public string? Uuid { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The number of employees.</summary>
    public long? EmployeesCount { get; init; }

    /// <summary>The industries.</summary>
    public IReadOnlyList<string>? Industries { get; init; }

    /// <summary>The keywords.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>The technologies.</summary>
    public IReadOnlyList<string>? Technologies { get; init; }

    /// <summary>The postal address.</summary>
    public string? Address { get; init; }

    /// <summary>The annual revenue, in US dollars.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>The total funding, in US dollars.</summary>
    public long? TotalFunding { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The state.</summary>
    public string? State { get; init; }

    /// <summary>The country.</summary>
    public string? Country { get; init; }

    /// <summary>The website.</summary>
    public string? Website { get; init; }

    /// <summary>The normalized domain.</summary>
    public string? NormalizedDomain { get; init; }

    /// <summary>The LinkedIn URL.</summary>
    public string? LinkedinUrl { get; init; }
}
