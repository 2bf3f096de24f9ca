using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>A value of a row that identifies the stored row. The keys are those of imports.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Kind">The kind of the key.</param>
/// <param name="KeyOf">Returns the key of a row; null if the row has none.</param>
/// <param name="Members">The members of the row that contain the value, the most specific first.</param>
/// <param name="Reason">The reason why a value has no key, for error messages.</param>
internal sealed record MatchMember(
    string Name, MatchKind Kind, Func<RowBody, string?> KeyOf, IReadOnlyList<string> Members, string Reason)
{
    private const string EmailColumn = "email";
    private const string LinkedinColumn = "linkedin_url";
    private const string DomainColumn = "normalized_domain";
    private const string WebsiteColumn = "website";

    private static readonly MatchMember Email = new(
        EmailColumn, MatchKind.Email, row => OfMailbox(row.Text(EmailColumn)), [EmailColumn],
        "a mailbox such as info@ belongs to several people");
    private static readonly MatchMember Linkedin = new(
        LinkedinColumn, MatchKind.Linkedin, row => IdentityKeys.OfProfile(row.Text(LinkedinColumn)), [LinkedinColumn],
        "a page such as linkedin.com/feed belongs to nobody");
    private static readonly MatchMember Domain = new(
        "domain", MatchKind.Domain, row => IdentityKeys.OfCompany(row.Text(WebsiteColumn), row.Text(DomainColumn)),
        [DomainColumn, WebsiteColumn], "a page on a shared host has no domain of its own");

    /// <summary>Returns the values that identify a row of an entity.</summary>
    public static IReadOnlyList<MatchMember> Of(Entity entity) => entity == Entity.Contact ? [Email, Linkedin] : [Domain, Linkedin];

    /// <summary>Returns the key of a row; null for none.</summary>
    public MatchKey? Find(RowBody row) => KeyOf(row) is { } key ? new MatchKey(Kind, key) : null;

    private static string? OfMailbox(string? email) =>
        IdentityKeys.OfText(email) is { } key && !IdentityKeys.IsSharedMailbox(key) ? key : null;
}
