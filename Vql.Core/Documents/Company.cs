namespace Vql.Core.Documents;

/// <summary>A row of <c>companies</c>; its JSON members have the column names, unknown values are null.</summary>
public sealed record Company
{
    /// <summary>The row's serial number; null before it is written.</summary>
    public long? Id { get; init; }

    /// <summary>Its identity.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Its name, as spelled by itself.</summary>
    public string? Name { get; init; }

    /// <summary>How many people work there.</summary>
    public long? EmployeesCount { get; init; }

    /// <summary>Lower-cased industries.</summary>
    public IReadOnlyList<string>? Industries { get; init; }

    /// <summary>Lower-cased keywords.</summary>
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>Postal address.</summary>
    public string? Address { get; init; }

    /// <summary>Revenue a year, US dollars.</summary>
    public long? AnnualRevenue { get; init; }

    /// <summary>All funding so far, US dollars.</summary>
    public long? TotalFunding { get; init; }

    /// <summary>Lower-cased technologies in use.</summary>
    public IReadOnlyList<string>? Technologies { get; init; }

    /// <summary>City, lower-cased.</summary>
    public string? City { get; init; }

    /// <summary>State, lower-cased.</summary>
    public string? State { get; init; }

    /// <summary>Country, lower-cased.</summary>
    public string? Country { get; init; }

    /// <summary>LinkedIn address, lower-cased.</summary>
    public string? LinkedinUrl { get; init; }

    /// <summary>Web address.</summary>
    public string? Website { get; init; }

    /// <summary>Domain of its e-mail addresses.</summary>
    public string? NormalizedDomain { get; init; }

    /// <summary>Facebook address.</summary>
    public string? FacebookUrl { get; init; }

    /// <summary>Twitter address.</summary>
    public string? TwitterUrl { get; init; }

    /// <summary>The short name to use in a letter.</summary>
    public string? CompanyNameForEmails { get; init; }

    /// <summary>Phone number, a plus and digits.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Kind of the latest funding round.</summary>
    public string? LatestFunding { get; init; }

    /// <summary>Amount of the latest funding round, US dollars.</summary>
    public long? LatestFundingAmount { get; init; }

    /// <summary>Date of the latest funding round, as given.</summary>
    public string? LastRaisedAt { get; init; }

    /// <summary>When the row was first written, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the row was last written, UTC.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When the row was deleted; null while it lives.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>In an answer of Connectra: the row's place in the list.</summary>
    public IReadOnlyList<string?>? Cursor { get; init; }
}
