using Microsoft.AspNetCore.Http.HttpResults;
using Vql.Core.Filters;

namespace Vql.Api.Answers;

/// <summary>What is answered instead of rows (RFC 9457).</summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "5";

    /// <summary>A 400 that names every faulty parameter.</summary>
    public static ValidationProblem Of(IReadOnlyList<ParameterFault> faults) => TypedResults.ValidationProblem(
        faults.GroupBy(fault => fault.Parameter).ToDictionary(group => group.Key, group => group.Select(fault => fault.Message).ToArray()),
        Detail(faults), title: "The request cannot be understood.");

    /// <summary>A 503: neither engine answers.</summary>
    public static ProblemHttpResult NoEngine() => TypedResults.Problem(
        "Neither the search nor the database answers at the moment; try again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable, title: "No engine available.");

    /// <summary>A 504: it takes too long.</summary>
    public static ProblemHttpResult TooLate(TimeSpan limit) => TypedResults.Problem(
        $"There was no answer within {limit.TotalSeconds:0.###} s: ask for less, or again later.",
        statusCode: StatusCodes.Status504GatewayTimeout, title: "Out of time.");

    /// <summary>Has every problem say in <c>detail</c> what it is, where clients of the original look, and every 503 when to come back, whoever answers it.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        context.ProblemDetails.Detail ??= context.ProblemDetails.Title;
        if (context.ProblemDetails.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    /// <summary>A 404: no such record.</summary>
    public static ProblemHttpResult NotFound(string name) =>
        TypedResults.Problem($"{name} not found", statusCode: StatusCodes.Status404NotFound);

    /// <summary>A 409: there is one already.</summary>
    public static ProblemHttpResult Exists(string name) =>
        TypedResults.Problem($"{name} with this uuid exists: change it with PUT", statusCode: StatusCodes.Status409Conflict);

    /// <summary>A 412: it is not as the writer has seen it. Tells how it is named now.</summary>
    public static ProblemHttpResult Changed(HttpContext context, string name, string tag)
    {
        context.Response.Headers.ETag = tag;
        return TypedResults.Problem(
            $"{name} has changed since: read it again, and send its ETag as If-Match", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>A 422: a key for another request.</summary>
    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        "This Idempotency-Key was sent with another request: take a new one for each", statusCode: StatusCodes.Status422UnprocessableEntity);

    private static string Detail(IReadOnlyList<ParameterFault> faults)
    {
        var (parameter, message) = faults[0];
        return $"{(parameter.Length > 0 ? $"{parameter}: " : "")}{message}{(faults.Count > 1 ? $" (and {faults.Count - 1} more, in errors)" : "")}";
    }
}
