using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Text;
using Vql.Storage.Postgres;

namespace Vql.Api.Lookups;

/// <summary>A kind of key that rows are looked up by.</summary>
/// <param name="Name">Its name in a request.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Read">The key as it is looked for; null when it can be none.</param>
/// <param name="Rule">What it must be.</param>
/// <param name="Example">One.</param>
internal sealed record KeyKind(string Name, LookupKind Kind, Func<string, string?> Read, string Rule, string Example)
{
    private const int LongestUuid = 128;
    private const int LongestEmail = 320;
    private const int LongestDomain = 253;

    private static readonly KeyKind Uuid = new("uuid", LookupKind.Uuid, ReadUuid, $"1 to {LongestUuid} letters", "3f1caf18-d090-5721-bb34-67240acd9e07");
    private static readonly KeyKind Email = new("email", LookupKind.Email, ReadEmail, "an e-mail address such as anna@example.com", "anna@example.com");
    private static readonly KeyKind Domain = new("domain", LookupKind.Domain, ReadDomain, "a domain or web address such as example.com", "example.com");

    /// <summary>The kinds of keys that an entity has.</summary>
    public static IReadOnlyList<KeyKind> Of(Entity entity) => entity == Entity.Contact ? [Uuid, Email] : [Uuid, Domain];

    private static string? ReadUuid(string text) => text.Length <= LongestUuid ? text : null;

    // Rows hold it lower-cased.
    private static string? ReadEmail(string text) =>
        text.Length <= LongestEmail && text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && at < text.Length - 1 && !text.Any(char.IsWhiteSpace)
            ? CsvValue.LowerCase(text) : null;

    private static string? ReadDomain(string text)
    {
        var domain = NormalizedValue.Of(ValueNormalization.Domain, text);
        return domain.Length <= LongestDomain && domain.Contains('.', StringComparison.Ordinal)
            && domain.Split('.').All(label => label.Length > 0 && char.IsLetterOrDigit(label[0]) && char.IsLetterOrDigit(label[^1])
                && label.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'))
            ? domain : null;
    }
}
