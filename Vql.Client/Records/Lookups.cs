using System.Text.Json.Serialization;

namespace Vql.Client.Records;

/// <summary>A value that identifies a contact.</summary>
public sealed record ContactKey
{
    private ContactKey()
    {
    }

    [JsonInclude]
    internal string? Uuid { get; init; }

    [JsonInclude]
    internal string? Email { get; init; }

    [JsonInclude]
    internal string? LinkedinUrl { get; init; }

    /// <summary>Returns the key of a unique identifier.</summary>
    public static ContactKey ByUuid(string uuid) => new() { Uuid = uuid };

    /// <summary>Returns the key of an email address.</summary>
    public static ContactKey ByEmail(string email) => new() { Email = email };

    /// <summary>Returns the key of a LinkedIn URL, in any of its forms.</summary>
    public static ContactKey ByLinkedinUrl(string url) => new() { LinkedinUrl = url };
}

/// <summary>A value that identifies a company.</summary>
public sealed record CompanyKey
{
    private CompanyKey()
    {
    }

    [JsonInclude]
    internal string? Uuid { get; init; }

    [JsonInclude]
    internal string? Domain { get; init; }

    [JsonInclude]
    internal string? LinkedinUrl { get; init; }

    /// <summary>Returns the key of a unique identifier.</summary>
    public static CompanyKey ByUuid(string uuid) => new() { Uuid = uuid };

    /// <summary>Returns the key of a domain, or of a web address with the domain.</summary>
    public static CompanyKey ByDomain(string domain) => new() { Domain = domain };

    /// <summary>Returns the key of a LinkedIn URL, in any of its forms.</summary>
    public static CompanyKey ByLinkedinUrl(string url) => new() { LinkedinUrl = url };
}

/// <summary>The outcomes of a lookup.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LookupStatus>))]
public enum LookupStatus
{
    /// <summary>One record has the key.</summary>
    [JsonStringEnumMemberName("found")]
    Found,

    /// <summary>No record has the key.</summary>
    [JsonStringEnumMemberName("not_found")]
    NotFound,

    /// <summary>Several records have the key.</summary>
    [JsonStringEnumMemberName("ambiguous")]
    Ambiguous,

    /// <summary>The key is invalid.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,
}

/// <summary>The result of a key.</summary>
/// <param name="Kind">The kind of key, such as <c>email</c>.</param>
/// <param name="Value">The value of the key.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Record">The record. Null unless it was found.</param>
/// <param name="Candidates">The first five records by UUID. Null unless the key is ambiguous.</param>
/// <param name="Error">The reason why the key is invalid. Null if it is valid.</param>
public sealed record LookupResult<T>(
    string Kind, string Value, LookupStatus Status, T? Record, IReadOnlyList<T>? Candidates, string? Error)
    where T : class;

internal sealed record LookupKeys<T>(IReadOnlyList<T> Keys);

internal sealed record LookupAnswer<T>(IReadOnlyList<LookupResult<T>> Results)
    where T : class;
