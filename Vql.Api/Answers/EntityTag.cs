using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Vql.Api.Answers;

/// <summary>ETags of responses (RFC 9110), for conditional requests.</summary>
internal static class EntityTag
{
    private const int Bytes = 15;

    /// <summary>Returns the ETag of a content.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        return $"\"{Convert.ToBase64String(digest[..Bytes])}\"";
    }

    /// <summary>
    /// Returns whether <c>If-None-Match</c> of a GET or HEAD request contains the ETag, so that the client has the current state.
    /// </summary>
    public static bool SatisfiesIfNoneMatch(HttpRequest request, string tag) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && Matches(request.GetTypedHeaders().IfNoneMatch, tag, useStrongComparison: false);

    /// <summary>Returns whether the request has no <c>If-Match</c>, or one that contains the ETag.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">The ETag of the resource; null if the resource does not exist.</param>
    public static bool SatisfiesIfMatch(HttpRequest request, string? tag) =>
        request.Headers.IfMatch.Count == 0
        || (tag is not null && Matches(request.GetTypedHeaders().IfMatch, tag, useStrongComparison: true));

    /// <summary>
    /// Returns whether the request has no <c>If-None-Match</c>, or one that does not contain the ETag. A write with <c>*</c> must not
    /// change an existing resource.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">The ETag of the resource; null if the resource does not exist.</param>
    public static bool AllowsWrite(HttpRequest request, string? tag) =>
        tag is null || !Matches(request.GetTypedHeaders().IfNoneMatch, tag, useStrongComparison: false);

    /// <summary>Returns whether a value of <c>If-Match</c> contains the ETag. A value that cannot be read contains none.</summary>
    public static bool SatisfiesIfMatch(string value, string tag) =>
        EntityTagHeaderValue.TryParseList([value], out var sent) && Matches(sent, tag, useStrongComparison: true);

    private static bool Matches(IList<EntityTagHeaderValue> sent, string tag, bool useStrongComparison)
    {
        var own = new EntityTagHeaderValue(tag);
        return sent.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Compare(own, useStrongComparison));
    }
}
