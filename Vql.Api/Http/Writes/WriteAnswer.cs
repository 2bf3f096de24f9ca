using System.Net.Mime;

namespace Vql.Api.Http.Writes;

/// <summary>What a write that was done is answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The row as it is now, as JSON; empty when it is gone.</param>
/// <param name="Tag">Its tag; empty when it is gone.</param>
internal sealed record WriteAnswer(int Status, byte[] Body, string Tag) : IResult
{
    /// <summary>A row that is gone.</summary>
    public static WriteAnswer Gone { get; } = new(StatusCodes.Status204NoContent, [], "");

    /// <summary>Where a new row is.</summary>
    public string? Location { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Body.Length == 0)
        {
            return;
        }

        response.Headers.ETag = Tag;
        response.Headers.Location = Location;
        response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
