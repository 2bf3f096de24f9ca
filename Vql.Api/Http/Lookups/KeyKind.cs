using Vql.Core.Cleaning;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Lookups;

/// <summary>A kind of key for lookups.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Read">Returns the normalized key; null if it is invalid.</param>
/// <param name="Rule">The rule, for errors.</param>
/// <param name="Example">An example.</param>
internal sealed record KeyKind(string Name, LookupKind Kind, Func<string, string?> Read, string Rule, string Example)
{
    private const int MaxUuidLength = 128;

    private static readonly KeyKind Uuid = new(
        "uuid", LookupKind.Uuid, ReadUuid, $"1 to {MaxUuidLength} characters", "3f1caf18-d090-5721-bb34-67240acd9e07");
    private static readonly KeyKind Email = new(
        "email", LookupKind.Email, text => OneOf(EmailRule.Clean(text)), "an email address such as anna@example.com", "anna@example.com");
    private static readonly KeyKind Domain = new(
        "domain", LookupKind.Domain, text => OneOf(DomainRule.Clean(text)), "a domain or web address such as example.com", "example.com");

    private static readonly KeyKind ContactLinkedin = Linkedin("in/anna");
    private static readonly KeyKind CompanyLinkedin = Linkedin("company/labs");

    /// <summary>Returns the kinds of keys of an entity.</summary>
    public static IReadOnlyList<KeyKind> Of(Entity entity) =>
        entity == Entity.Contact ? [Uuid, Email, ContactLinkedin] : [Uuid, Domain, CompanyLinkedin];

    private static KeyKind Linkedin(string page) => new(
        "linkedin_url", LookupKind.Linkedin, ReadLinkedin, $"a LinkedIn URL such as https://www.linkedin.com/{page}",
        $"https://www.linkedin.com/{page}");

    // A page such as https://www.linkedin.com/feed identifies nobody.
    private static string? ReadLinkedin(string text) =>
        IdentityKeys.OfProfile(OneOf(WebAddressRule.Clean(text, isLowerCased: true)));

    private static string? ReadUuid(string text) => text.Length <= MaxUuidLength ? text : null;

    // Rows are cleaned by the same rules. Several values in one key are ambiguous.
    private static string? OneOf(Cleaned<string> key) => key.Reading == Reading.FirstOfSeveral ? null : key.Value;
}
