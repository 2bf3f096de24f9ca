using Microsoft.AspNetCore.Http.HttpResults;

namespace Vql.Api.Access;

/// <summary>The problems of requests without authentication or authorization.</summary>
internal static class AccessProblems
{
    /// <summary>Writes a 401.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">The error of the credentials; null when there were none.</param>
    public static Task WriteUnauthorizedAsync(HttpContext context, string? error)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            error ?? "Authentication credentials were not provided.", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    /// <summary>Returns a 403.</summary>
    public static ProblemHttpResult Forbidden() => TypedResults.Problem("Forbidden", statusCode: StatusCodes.Status403Forbidden);
}
