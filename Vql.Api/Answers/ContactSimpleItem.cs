namespace Vql.Api.Answers;

/// <summary>The short form of a contact.</summary>
internal sealed record ContactSimpleItem(
    string Uuid, string? FirstName, string? LastName, string? Title, ContactLocation? Location, string? CompanyName,
    string? PersonLinkedinUrl,
    string? CompanyDomain);

/// <summary>The location of a contact.</summary>
internal sealed record ContactLocation(string? City, string? State, string? Country);
