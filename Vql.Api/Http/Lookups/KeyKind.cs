using Vql.Core.Cleaning;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Lookups;

/// <summary>A kind of key that rows are looked up by.</summary>
/// <param name="Name">Its name in a request.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Read">The key as it is looked for; null when it can be none.</param>
/// <param name="Rule">What it must be.</param>
/// <param name="Example">One.</param>
internal sealed record KeyKind(string Name, LookupKind Kind, Func<string, string?> Read, string Rule, string Example)
{
    private const int LongestUuid = 128;

    private static readonly KeyKind Uuid = new("uuid", LookupKind.Uuid, ReadUuid, $"1 to {LongestUuid} letters", "3f1caf18-d090-5721-bb34-67240acd9e07");
    private static readonly KeyKind Email = new(
        "email", LookupKind.Email, text => OneOf(EmailRule.Clean(text)), "an e-mail address such as anna@example.com", "anna@example.com");
    private static readonly KeyKind Domain = new(
        "domain", LookupKind.Domain, text => OneOf(DomainRule.Clean(text)), "a domain or web address such as example.com", "example.com");

    /// <summary>The kinds of keys that an entity has.</summary>
    public static IReadOnlyList<KeyKind> Of(Entity entity) => entity == Entity.Contact ? [Uuid, Email] : [Uuid, Domain];

    private static string? ReadUuid(string text) => text.Length <= LongestUuid ? text : null;

    // Rows are cleaned by the same rules. Of several values nobody knows which one is asked for.
    private static string? OneOf(Cleaned<string> key) => key.Reading == Reading.FirstOfSeveral ? null : key.Value;
}
