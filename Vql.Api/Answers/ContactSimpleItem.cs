namespace Vql.Api.Answers;

/// <summary>A contact in short.</summary>
internal sealed record ContactSimpleItem(
    string Uuid, string? FirstName, string? LastName, string? Title, ContactLocation? Location, string? CompanyName, string? PersonLinkedinUrl,
    string? CompanyDomain);

/// <summary>Where a contact is.</summary>
internal sealed record ContactLocation(string? City, string? State, string? Country);
