namespace Vql.Api.Http.Landing;

/// <summary>The page at the root: a search with suggestions, facets and the requests behind it.</summary>
internal static class LandingPage
{
    // The page loads its own files and calls the API, nothing else.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/landing.css", "landing.css", "text/css; charset=utf-8"),
        ("/landing.js", "landing.js", "text/javascript; charset=utf-8"),
    ];

    public static void MapLandingPage(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file, contentType) in Files)
        {
            var content = Read(file);
            routes.MapGet(path, (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                context.Response.Headers.CacheControl = "no-cache";
                return TypedResults.Bytes(content, contentType);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(LandingPage).Assembly.GetManifestResourceStream($"{typeof(LandingPage).Namespace}.{file}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
