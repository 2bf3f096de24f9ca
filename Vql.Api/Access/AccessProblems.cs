using Microsoft.AspNetCore.Http.HttpResults;

namespace Vql.Api.Access;

/// <summary>What those are told who are not let in.</summary>
internal static class AccessProblems
{
    /// <summary>A 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="why">What is wrong with what was sent; null when nothing was.</param>
    public static Task UnauthorizedAsync(HttpContext context, string? why)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(why ?? "Authentication credentials were not provided.", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    /// <summary>A 403.</summary>
    public static ProblemHttpResult Forbidden() => TypedResults.Problem("Forbidden", statusCode: StatusCodes.Status403Forbidden);
}
