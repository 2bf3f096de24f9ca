using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Import.Rows;

/// <summary>What a row says of a person.</summary>
/// <param name="Values">A value for each column of contacts that is written.</param>
/// <param name="Uuid">The uuid that the file names; null for none.</param>
/// <param name="Uuids">The uuids that it may have: the one that the file names, the one of Connectra's batches, the one of its parts.</param>
/// <param name="Email">The key of the e-mail address.</param>
/// <param name="Linkedin">The key of the LinkedIn address.</param>
/// <param name="FirstName">The key of the first name.</param>
/// <param name="LastName">The key of the last name.</param>
internal sealed record PersonRow(
    object?[] Values, string? Uuid, IReadOnlyList<string> Uuids, string? Email, string? Linkedin, string? FirstName, string? LastName);

/// <summary>What a row says of a company.</summary>
/// <param name="Values">A value for each column of companies that is written.</param>
/// <param name="Uuid">The uuid that the file names; null for none.</param>
/// <param name="Uuids">The uuids that it may have: the one that the file names, the one of Connectra's batches, the one of its parts.</param>
/// <param name="Name">The key of the name.</param>
/// <param name="Linkedin">The key of the LinkedIn address.</param>
/// <param name="Domain">The domain that identifies it.</param>
/// <param name="MailDomain">The domain of the person's e-mail address, which tells companies of one name apart.</param>
internal sealed record CompanyRow(
    object?[] Values, string? Uuid, IReadOnlyList<string> Uuids, string? Name, string? Linkedin, string? Domain, string? MailDomain);

/// <summary>A row of a file, cleaned: a company, a person, or a person with a company.</summary>
/// <param name="Source">The row as it was read.</param>
/// <param name="Company">The company; null for none.</param>
/// <param name="Person">The person; null for none.</param>
/// <param name="RejectedValues">The values without which it is imported, for people; null when there are none.</param>
internal sealed record ImportRow(SourceRow Source, CompanyRow? Company, PersonRow? Person, string? RejectedValues);
