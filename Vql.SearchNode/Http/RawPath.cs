using Microsoft.AspNetCore.Http.Features;

namespace Vql.SearchNode.Http;

/// <summary>The path of a request before it was decoded. The server leaves an escaped slash in a segment escaped.</summary>
internal static class RawPath
{
    /// <summary>Returns the decoded last segment, which may contain slashes.</summary>
    public static string Last(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? query : target.Length;
        var path = target.AsSpan(0, end).TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
