namespace Vql.Client.Records;

/// <summary>A company. Unknown members are null.</summary>
public sealed partial record Company
{
    /// <summary>The unique identifier.</summary>
    public required string Uuid { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The number of employees.</summary>
    public long? EmployeesCount { get; init; }

    /// <summary>The annual revenue, in US dollars.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>The total funding, in US dollars.</summary>
    public long? TotalFunding { get; init; }

    /// <summary>The industry.</summary>
    public string? Industry { get; init; }

    /// <summary>The city.</summary>
    public string? City { get; init; }

    /// <summary>The state.</summary>
    public string? State { get; init; }

    /// <summary>The country.</summary>
    public string? Country { get; init; }

    /// <summary>The website.</summary>
    public string? Website { get; init; }

    /// <summary>The LinkedIn URL.</summary>
    public string? LinkedinUrl { get; init; }

    /// <summary>The phone number.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>The technologies.</summary>
    public IReadOnlyList<string>? Technologies { get; init; }

    /// <summary>The keywords.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>The creation time. Null in lists.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The time of the last change. Null in lists.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
