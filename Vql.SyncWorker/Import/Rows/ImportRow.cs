using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>The person in a row.</summary>
/// <param name="Values">The values of the written columns of contacts.</param>
/// <param name="Uuid">The UUID in the file; null if there is none.</param>
/// <param name="Uuids">The candidate UUIDs: from the file, as in Connectra's batches, and derived from the keys.</param>
/// <param name="Email">The key of the email address.</param>
/// <param name="Linkedin">The key of the LinkedIn address.</param>
/// <param name="FirstName">The key of the first name.</param>
/// <param name="LastName">The key of the last name.</param>
internal sealed record PersonRow(
    object?[] Values, string? Uuid, IReadOnlyList<string> Uuids, string? Email, string? Linkedin, string? FirstName, string? LastName);

/// <summary>The company in a row.</summary>
/// <param name="Values">The values of the written columns of companies.</param>
/// <param name="Uuid">The UUID in the file; null if there is none.</param>
/// <param name="Uuids">The candidate UUIDs: from the file, as in Connectra's batches, and derived from the keys.</param>
/// <param name="Name">The key of the name.</param>
/// <param name="Linkedin">The key of the LinkedIn address.</param>
/// <param name="Domain">The domain that identifies the company.</param>
/// <param name="MailDomain">The domain of the person's email address, which distinguishes companies with the same name.</param>
internal sealed record CompanyRow(
    object?[] Values, string? Uuid, IReadOnlyList<string> Uuids, string? Name, string? Linkedin, string? Domain, string? MailDomain);

/// <summary>A cleaned row of a file: a company, a person, or a person with a company.</summary>
/// <param name="Source">The original row.</param>
/// <param name="Company">The company; null if there is none.</param>
/// <param name="Person">The person; null if there is none.</param>
/// <param name="RejectedValues">The unreadable values, without which the row is imported; null if there are none.</param>
internal sealed record ImportRow(SourceRow Source, CompanyRow? Company, PersonRow? Person, string? RejectedValues);
