namespace Vql.Client.Records;

/// <summary>What is written of a company; a member that is null is left as it is.</summary>
public sealed record CompanyWrite
{
    /// <summary>What names it; the API makes one up when it is null.</summary>
    public string? Uuid { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The employees count.</summary>
    public long? EmployeesCount { get; init; }

    /// <summary>The industries.</summary>
    public IReadOnlyList<string>? Industries { get; init; }

    /// <summary>The keywords.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>The technologies.</summary>
    public IReadOnlyList<string>? Technologies { get; init; }

    /// <summary>The address.</summary>
    public string? Address { get; init; }

    /// <summary>The annual revenue.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>The total funding.</summary>
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

    /// <summary>The LinkedIn address.</summary>
    public string? LinkedinUrl { get; init; }
}
