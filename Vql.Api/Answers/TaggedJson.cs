using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Vql.Api.Answers;

/// <summary>A JSON response with an ETag, or a 304 when the client has the current state.</summary>
internal sealed class TaggedJson(byte[] body, string tag) : IResult
{
    /// <summary>Returns a response whose ETag depends on the whole body.</summary>
    public static TaggedJson Of<T>(T value, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return new TaggedJson(body, EntityTag.Of(body));
    }

    /// <summary>Returns a response whose ETag depends on the body before the last member with a name.</summary>
    public static TaggedJson Of<T>(T value, JsonTypeInfo<T> type, ReadOnlySpan<byte> untagged)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var end = body.AsSpan().LastIndexOf([(byte)'"', .. untagged, (byte)'"', (byte)':']);
        return new TaggedJson(body, EntityTag.Of(end < 0 ? body : body.AsSpan(0, end)));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = tag;
        if (EntityTag.SatisfiesIfNoneMatch(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
