using System.Net.Mime;

namespace Vql.Api.Http.Writes;

/// <summary>The response to a successful write.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The row or the outcomes of a batch as JSON; empty after a deletion.</param>
/// <param name="Tag">The ETag of the row; empty for other bodies.</param>
internal sealed record WriteAnswer(int Status, byte[] Body, string Tag) : IResult
{
    /// <summary>The response to a deletion.</summary>
    public static WriteAnswer Deleted { get; } = new(StatusCodes.Status204NoContent, [], "");

    /// <summary>The URL of a new row.</summary>
    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Body.Length == 0)
        {
            return;
        }

        if (Tag.Length > 0)
        {
            response.Headers.ETag = Tag;
        }

        response.Headers.Location = Location;
        response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
