using System.Text.Json.Serialization;

namespace Vql.Client.Records;

/// <summary>The value that identifies a stored contact.</summary>
public enum ContactMatch
{
    /// <summary>The email address.</summary>
    Email,

    /// <summary>The LinkedIn URL.</summary>
    LinkedinUrl,
}

/// <summary>The value that identifies a stored company.</summary>
public enum CompanyMatch
{
    /// <summary>The domain of the company, from its normalized domain or its website.</summary>
    Domain,

    /// <summary>The LinkedIn URL.</summary>
    LinkedinUrl,
}

/// <summary>The result of an upsert.</summary>
/// <param name="Value">The row.</param>
/// <param name="ETag">The ETag of this version. Null if the response has none.</param>
/// <param name="IsCreated">Whether the row was created.</param>
public sealed record Upserted<T>(T Value, string? ETag, bool IsCreated);

/// <summary>An item of a batch. <see cref="BatchItem"/> creates items.</summary>
public sealed record BatchItem<T>
    where T : class
{
    [JsonInclude]
    internal string Action { get; init; } = "";

    [JsonInclude]
    internal string? Uuid { get; init; }

    [JsonInclude]
    internal string? Match { get; init; }

    [JsonInclude]
    internal string? IfMatch { get; init; }

    [JsonInclude]
    internal T? Row { get; init; }
}

/// <summary>Creates the items of batches.</summary>
public static class BatchItem
{
    /// <summary>Returns an item that creates a row.</summary>
    public static BatchItem<T> Create<T>(T row)
        where T : class => new() { Action = "create", Row = row };

    /// <summary>Returns an item that updates the members of a row that are not null.</summary>
    /// <param name="uuid">The unique identifier of the row.</param>
    /// <param name="row">The members.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to update any version.</param>
    public static BatchItem<T> Update<T>(string uuid, T row, string? ifMatch = null)
        where T : class => new() { Action = "update", Uuid = uuid, Row = row, IfMatch = ifMatch };

    /// <summary>Returns an item that updates the contact with the same value, or creates one.</summary>
    /// <param name="match">The value that identifies the stored contact.</param>
    /// <param name="row">The members, with the value.</param>
    public static BatchItem<ContactWrite> Upsert(ContactMatch match, ContactWrite row) =>
        new() { Action = "upsert", Match = NameOf(match), Row = row };

    /// <summary>Returns an item that updates the company with the same value, or creates one.</summary>
    /// <param name="match">The value that identifies the stored company.</param>
    /// <param name="row">The members, with the value.</param>
    public static BatchItem<CompanyWrite> Upsert(CompanyMatch match, CompanyWrite row) =>
        new() { Action = "upsert", Match = NameOf(match), Row = row };

    /// <summary>Returns an item that deletes a row.</summary>
    /// <param name="uuid">The unique identifier of the row.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to delete any version.</param>
    public static BatchItem<T> Delete<T>(string uuid, string? ifMatch = null)
        where T : class => new() { Action = "delete", Uuid = uuid, IfMatch = ifMatch };

    internal static string NameOf(ContactMatch match) => match == ContactMatch.Email ? "email" : "linkedin_url";

    internal static string NameOf(CompanyMatch match) => match == CompanyMatch.Domain ? "domain" : "linkedin_url";
}

/// <summary>The outcomes of a batch.</summary>
/// <param name="Created">The number of created rows.</param>
/// <param name="Updated">The number of updated rows.</param>
/// <param name="Deleted">The number of deleted rows.</param>
/// <param name="Failed">The number of items that wrote nothing.</param>
/// <param name="Results">The outcome of each item, in the order of the items.</param>
public sealed record BatchResult(int Created, int Updated, int Deleted, int Failed, IReadOnlyList<BatchOutcome> Results);

/// <summary>The outcome of an item of a batch.</summary>
/// <param name="Status">The HTTP status that the same request would have alone.</param>
/// <param name="Uuid">The unique identifier of the row. Null if it is unknown.</param>
/// <param name="Problem">The problem of an item that wrote nothing. Null for an item that was written.</param>
public sealed record BatchOutcome(int Status, string? Uuid, BatchProblem? Problem);

/// <summary>The problem of an item of a batch.</summary>
/// <param name="Title">The kind of problem.</param>
/// <param name="Detail">The explanation.</param>
/// <param name="Errors">The validation errors by JSON path. Null if the item is valid.</param>
/// <param name="Uuids">The rows with the same value. Null if the value identifies at most one row.</param>
public sealed record BatchProblem(
    string? Title, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors, IReadOnlyList<string>? Uuids);

internal sealed record Batch<T>(IReadOnlyList<BatchItem<T>> Items)
    where T : class;

internal sealed record Upsert<T>(string Match, T Row);
