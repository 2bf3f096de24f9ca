namespace Vql.Api.Access;

/// <summary>What callers may do: all may read and create, all but free users may change and delete.</summary>
internal static class Roles
{
    public const string FreeUser = "FreeUser";

    private static readonly string[] Changers = ["ProUser", "Admin", "SuperAdmin"];

    public static IReadOnlyList<string> All { get; } = [FreeUser, .. Changers];

    /// <summary>The policy of routes that change or delete.</summary>
    public static string ChangePolicy => "change";

    /// <summary>Those who may change and delete.</summary>
    public static IEnumerable<string> ThatChange => Changers;
}
