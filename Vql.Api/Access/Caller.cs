namespace Vql.Api.Access;

/// <summary>The caller of a request.</summary>
internal static class Caller
{
    /// <summary>Returns the owner of a caller's saved searches. A key and a token with the same name are different owners.</summary>
    public static string OwnerOf(HttpContext context) => context.User.Identity switch
    {
        { IsAuthenticated: true, AuthenticationType: ApiKeyHandler.SchemeName, Name: { } name } => $"key {name}",
        { IsAuthenticated: true, Name: { } name } => $"token {name}",
        _ => "anybody",
    };

    /// <summary>
    /// Returns the caller whose limits apply. The prefixes distinguish a name that looks like an address from an address.
    /// </summary>
    public static string PartitionOf(HttpContext context) =>
        context.User.Identity?.Name is { } name ? $"name {name}" : $"address {context.Connection.RemoteIpAddress}";
}
