using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Vql.Api.Answers;

/// <summary>Names the state of an answer (RFC 9110), so that it need not be sent twice and no writer overwrites what he has not seen.</summary>
internal static class EntityTag
{
    private const int Bytes = 15;

    /// <summary>The tag of what an answer says.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        return $"\"{Convert.ToBase64String(digest[..Bytes])}\"";
    }

    /// <summary>Whether the reader has this state already. Only a GET can be answered so.</summary>
    public static bool SatisfiesIfNoneMatch(HttpRequest request, string tag) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && Matches(request.GetTypedHeaders().IfNoneMatch, tag, useStrongComparison: false);

    /// <summary>Whether the writer means this state; so does one who does not say which he means.</summary>
    public static bool SatisfiesIfMatch(HttpRequest request, string tag) =>
        request.Headers.IfMatch.Count == 0 || Matches(request.GetTypedHeaders().IfMatch, tag, useStrongComparison: true);

    private static bool Matches(IList<EntityTagHeaderValue> told, string tag, bool useStrongComparison)
    {
        var own = new EntityTagHeaderValue(tag);
        return told.Any(other => other.Equals(EntityTagHeaderValue.Any) || other.Compare(own, useStrongComparison));
    }
}
