namespace Vql.Dashboard.Configuration;

/// <summary>The options of the login by OpenID Connect.</summary>
/// <param name="Authority">The address of the provider.</param>
/// <param name="ClientId">The id of the dashboard at the provider.</param>
/// <param name="ClientSecret">Its secret; null for a public client.</param>
/// <param name="RoleClaim">The claim with the roles.</param>
/// <param name="OperatorRole">The value of the claim for operators.</param>
/// <param name="ReaderRole">The value of the claim for readers.</param>
internal sealed record OidcOptions(
    Uri Authority, string ClientId, string? ClientSecret, string RoleClaim, string OperatorRole, string ReaderRole)
{
    /// <summary>The variable with the address of the provider. Without it, tokens are the only login.</summary>
    public const string AuthorityKey = "DASHBOARD_OIDC_AUTHORITY";

    /// <summary>The variable with the id of the dashboard.</summary>
    public const string ClientIdKey = "DASHBOARD_OIDC_CLIENT_ID";

    private const string ClientSecretKey = "DASHBOARD_OIDC_CLIENT_SECRET";
    private const string RoleClaimKey = "DASHBOARD_OIDC_ROLE_CLAIM";
    private const string OperatorRoleKey = "DASHBOARD_OIDC_OPERATOR_ROLE";
    private const string ReaderRoleKey = "DASHBOARD_OIDC_READER_ROLE";

    /// <summary>Reads the variables.</summary>
    /// <param name="read">Returns the value of a variable; null if it is not set.</param>
    /// <param name="faults">Receives the faults.</param>
    /// <returns>Null if the login is not configured or if there are faults.</returns>
    public static OidcOptions? Read(Func<string, string?> read, List<string> faults)
    {
        var others = (string[])[ClientIdKey, ClientSecretKey, RoleClaimKey, OperatorRoleKey, ReaderRoleKey];
        if (read(AuthorityKey) is not { } address)
        {
            faults.AddRange(others.Where(key => read(key) is not null).Select(key => $"{key} has no effect without {AuthorityKey}"));
            return null;
        }

        var client = read(ClientIdKey);
        if (client is null)
        {
            faults.Add($"{ClientIdKey} is missing: {AuthorityKey} is set");
        }

        // The keys of the provider must not be replaced in transit.
        var isValid = Uri.TryCreate(address, UriKind.Absolute, out var authority)
            && (authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback));
        if (!isValid)
        {
            faults.Add($"{AuthorityKey} must be a URL with https, or with http on this machine");
        }

        var (operators, readers) = (read(OperatorRoleKey) ?? "operator", read(ReaderRoleKey) ?? "reader");
        if (operators == readers)
        {
            faults.Add($"{ReaderRoleKey} must differ from {OperatorRoleKey}");
        }

        return isValid && client is not null
            ? new OidcOptions(authority!, client, read(ClientSecretKey), read(RoleClaimKey) ?? "roles", operators, readers)
            : null;
    }
}
