namespace Vql.Dashboard.Assets;

/// <summary>The style sheet and the script of the pages, and the color theme.</summary>
internal static class AssetEndpoints
{
    /// <summary>The cookie with the theme.</summary>
    public const string ThemeCookie = "vql-dashboard-theme";

    /// <summary>The themes. The theme of the system is the default.</summary>
    public static IReadOnlyList<string> Themes { get; } = ["system", "light", "dark"];

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        Map(routes, "dashboard.css", "text/css; charset=utf-8");
        Map(routes, "dashboard.js", "text/javascript; charset=utf-8");
        routes.MapGet("/theme", (HttpContext context, string? name, string? from) =>
        {
            context.Response.Cookies.Append(
                ThemeCookie, Themes.Contains(name) ? name! : Themes[0],
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true });
            return TypedResults.LocalRedirect(IsLocal(from) ? from! : "/");
        }).AllowAnonymous();
    }

    // A path that begins with two slashes is an address of another host.
    private static bool IsLocal(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Contains('\\', StringComparison.Ordinal);

    private static void Map(IEndpointRouteBuilder routes, string file, string contentType)
    {
        using var stream = typeof(AssetEndpoints).Assembly
            .GetManifestResourceStream($"{typeof(AssetEndpoints).Namespace}.{file}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        routes.MapGet($"/{file}", () => TypedResults.Bytes(content, contentType)).AllowAnonymous();
    }
}
