namespace Vql.Api.Access;

/// <summary>The roles of callers. All roles can read and create; all except free users can update and delete.</summary>
internal static class Roles
{
    public const string FreeUser = "FreeUser";

    private static readonly string[] Updaters = ["ProUser", "Admin", "SuperAdmin"];

    public static IReadOnlyList<string> All { get; } = [FreeUser, .. Updaters];

    /// <summary>The authorization policy of routes that update or delete.</summary>
    public static string UpdatePolicy => "change";

    /// <summary>The roles that can update and delete.</summary>
    public static IEnumerable<string> AllowedToUpdate => Updaters;
}
