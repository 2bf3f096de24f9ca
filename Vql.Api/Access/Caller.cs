namespace Vql.Api.Access;

/// <summary>Who asks.</summary>
internal static class Caller
{
    /// <summary>The owner of what a caller keeps: a key's name and a token's subject are two, though they be spelled alike.</summary>
    public static string OwnerOf(HttpContext context) => context.User.Identity switch
    {
        { IsAuthenticated: true, AuthenticationType: ApiKeyHandler.SchemeName, Name: { } name } => $"key {name}",
        { IsAuthenticated: true, Name: { } name } => $"token {name}",
        _ => "anybody",
    };
}
