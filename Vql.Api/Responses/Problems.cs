using Microsoft.AspNetCore.Http.HttpResults;
using Vql.Core.Filters;

namespace Vql.Api.Responses;

/// <summary>What is answered instead of rows (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>A 400 that names every faulty parameter.</summary>
    public static ValidationProblem Of(IEnumerable<ParameterFault> faults) => TypedResults.ValidationProblem(
        faults.GroupBy(fault => fault.Parameter).ToDictionary(group => group.Key, group => group.Select(fault => fault.Message).ToArray()),
        title: "The request cannot be understood.");

    /// <summary>A 503: neither engine answers.</summary>
    public static ProblemHttpResult NoEngine(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Problem(
            "Neither the search nor the database answers at the moment; try again in a few seconds.",
            statusCode: StatusCodes.Status503ServiceUnavailable, title: "No engine available.");
    }
}
