using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>A value of a row that identifies the stored row. The keys are those of imports.</summary>
/// <param name="Name">The name in requests.</param>
/// <param name="Kind">The kind of the key.</param>
/// <param name="KeyOf">Returns the key of a row; null if the row has none.</param>
/// <param name="Members">The members of the row that contain the value, the most specific first.</param>
internal sealed record MatchMember(string Name, MatchKind Kind, Func<RowBody, string?> KeyOf, IReadOnlyList<string> Members)
{
    private const string EmailColumn = "email";
    private const string LinkedinColumn = "linkedin_url";
    private const string DomainColumn = "normalized_domain";
    private const string WebsiteColumn = "website";

    private static readonly MatchMember Email = new(
        EmailColumn, MatchKind.Email, row => IdentityKeys.OfText(row.Text(EmailColumn)), [EmailColumn]);
    private static readonly MatchMember Linkedin = new(
        LinkedinColumn, MatchKind.Linkedin, row => IdentityKeys.OfLinkedin(row.Text(LinkedinColumn)), [LinkedinColumn]);
    private static readonly MatchMember Domain = new(
        "domain", MatchKind.Domain, row => IdentityKeys.OfCompany(row.Text(WebsiteColumn), row.Text(DomainColumn)),
        [DomainColumn, WebsiteColumn]);

    /// <summary>Returns the values that identify a row of an entity.</summary>
    public static IReadOnlyList<MatchMember> Of(Entity entity) => entity == Entity.Contact ? [Email, Linkedin] : [Domain, Linkedin];

    /// <summary>Returns the key of a row; null for none.</summary>
    public MatchKey? Find(RowBody row) => KeyOf(row) is { } key ? new MatchKey(Kind, key) : null;
}
