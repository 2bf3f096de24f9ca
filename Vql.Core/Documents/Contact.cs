namespace Vql.Core.Documents;

/// <summary>A row of <c>contacts</c>; its JSON members have the column names, unknown values are null.</summary>
public sealed record Contact
{
    /// <summary>The row's serial number; null before it is written.</summary>
    public long? Id { get; init; }

    /// <summary>Its identity.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>First name, lower-cased.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, lower-cased.</summary>
    public string? LastName { get; init; }

    /// <summary>The uuid of the company; null or empty for a contact without one.</summary>
    public string? CompanyId { get; init; }

    /// <summary>E-mail address, lower-cased.</summary>
    public string? Email { get; init; }

    /// <summary>Job title, as given.</summary>
    public string? Title { get; init; }

    /// <summary>Lower-cased departments.</summary>
    public IReadOnlyList<string>? Departments { get; init; }

    /// <summary>Mobile phone, a plus and digits.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>Whether the e-mail address works, lower-cased.</summary>
    public string? EmailStatus { get; init; }

    /// <summary>Seniority, lower-cased.</summary>
    public string? Seniority { get; init; }

    /// <summary>City, lower-cased.</summary>
    public string? City { get; init; }

    /// <summary>State, lower-cased.</summary>
    public string? State { get; init; }

    /// <summary>Country, lower-cased.</summary>
    public string? Country { get; init; }

    /// <summary>LinkedIn address, lower-cased.</summary>
    public string? LinkedinUrl { get; init; }

    /// <summary>Facebook address.</summary>
    public string? FacebookUrl { get; init; }

    /// <summary>Twitter address.</summary>
    public string? TwitterUrl { get; init; }

    /// <summary>The person's own web address.</summary>
    public string? Website { get; init; }

    /// <summary>Direct phone at work, a plus and digits.</summary>
    public string? WorkDirectPhone { get; init; }

    /// <summary>Phone at home, a plus and digits.</summary>
    public string? HomePhone { get; init; }

    /// <summary>Another phone, a plus and digits.</summary>
    public string? OtherPhone { get; init; }

    /// <summary>Stage in the sales process, lower-cased.</summary>
    public string? Stage { get; init; }

    /// <summary>When the row was first written, UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the row was last written, UTC.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When the row was deleted; null while it lives.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The company, where it was asked for and there is one.</summary>
    public Company? Company { get; init; }

    /// <summary>In an answer of Connectra: the row's place in the list.</summary>
    public IReadOnlyList<string?>? Cursor { get; init; }
}
