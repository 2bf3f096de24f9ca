using Microsoft.AspNetCore.Http.HttpResults;
using Vql.Core.Filters;

namespace Vql.Api.Answers;

/// <summary>The error responses (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>The member with the UUIDs of an ambiguous value.</summary>
    public const string UuidsMember = "uuids";

    private const string RetryAfterSeconds = "5";

    /// <summary>Returns a 400 with the errors of every parameter.</summary>
    public static ValidationProblem Of(IReadOnlyList<ParameterFault> faults) => TypedResults.ValidationProblem(
        faults.GroupBy(fault => fault.Parameter).ToDictionary(group => group.Key, group => group.Select(fault => fault.Message).ToArray()),
        Detail(faults), title: "The request is invalid.");

    /// <summary>Returns a 503: neither engine answered.</summary>
    public static ProblemHttpResult NoEngine() => TypedResults.Problem(
        "Neither the search nor the database is available. Try again in a few seconds.",
        statusCode: StatusCodes.Status503ServiceUnavailable, title: "No engine available.");

    /// <summary>Returns a 504: the request timed out.</summary>
    public static ProblemHttpResult TimedOut(TimeSpan limit) => TypedResults.Problem(
        $"The request timed out after {limit.TotalSeconds:0.###} s. Request fewer rows, or try again later.",
        statusCode: StatusCodes.Status504GatewayTimeout, title: "Request timeout.");

    /// <summary>Returns a 414: the URL is too long.</summary>
    public static ProblemHttpResult UrlTooLong(int maximum) => TypedResults.Problem(
        $"The URL is longer than {maximum} characters. Send the filters in the body of POST /api/v1/contacts/search or "
        + "/api/v1/companies/search, and queries in that of /query.",
        statusCode: StatusCodes.Status414UriTooLong, title: "URL too long.");

    /// <summary>Sets <c>detail</c>, which clients of the original API read, and <c>Retry-After</c> of every 503.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        context.ProblemDetails.Detail ??= context.ProblemDetails.Title;
        if (context.ProblemDetails.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    /// <summary>Returns a 404: the resource does not exist.</summary>
    public static ProblemHttpResult NotFound(string name) =>
        TypedResults.Problem($"{name} not found", statusCode: StatusCodes.Status404NotFound);

    /// <summary>Returns a 409: the resource already exists.</summary>
    public static ProblemHttpResult Exists(string name) =>
        TypedResults.Problem($"{name} with this uuid already exists. Use PUT to update it.", statusCode: StatusCodes.Status409Conflict);

    /// <summary>Returns a 409: several resources have the value that must identify one. The member <c>uuids</c> lists them.</summary>
    public static ProblemHttpResult Ambiguous(string name, string match, IReadOnlyList<string> uuids) => TypedResults.Problem(
        $"Several rows have this {match}: {string.Join(", ", uuids)}. Update one {name.ToLowerInvariant()} by its uuid.",
        statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { [UuidsMember] = uuids });

    /// <summary>Returns a 422: the database rejected the values of a row.</summary>
    public static ProblemHttpResult RejectedValues() => TypedResults.Problem(
        "The database rejected the values of this row.", statusCode: StatusCodes.Status422UnprocessableEntity);

    /// <summary>Returns a 412: <c>If-Match</c> requires a resource that does not exist.</summary>
    public static ProblemHttpResult NoneToMatch(string name) => TypedResults.Problem(
        $"{name} does not exist, but If-Match requires it. Send the request without If-Match to create it.",
        statusCode: StatusCodes.Status412PreconditionFailed);

    /// <summary>Returns a 412 with the current ETag: the resource was modified.</summary>
    public static ProblemHttpResult Modified(HttpContext context, string name, string tag)
    {
        context.Response.Headers.ETag = tag;
        return Modified(name);
    }

    /// <summary>Returns a 412 with the current ETag: <c>If-None-Match</c> of a write contains it.</summary>
    public static ProblemHttpResult Excluded(HttpContext context, string name, string tag)
    {
        context.Response.Headers.ETag = tag;
        return TypedResults.Problem(
            $"{name} exists, and If-None-Match excludes it. Remove the header to change it.",
            statusCode: StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>Returns a 412: the resource was modified.</summary>
    public static ProblemHttpResult Modified(string name) => TypedResults.Problem(
        $"{name} was modified since it was read. Read it again, and send its ETag in If-Match.",
        statusCode: StatusCodes.Status412PreconditionFailed);

    /// <summary>Returns a 422: the idempotency key belongs to another request.</summary>
    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        "This Idempotency-Key was used for another request. Use a new key for each request.",
        statusCode: StatusCodes.Status422UnprocessableEntity);

    private static string Detail(IReadOnlyList<ParameterFault> faults)
    {
        var (parameter, message) = faults[0];
        var more = faults.Count > 1 ? $" (and {faults.Count - 1} more, in errors)" : "";
        return $"{(parameter.Length > 0 ? $"{parameter}: " : "")}{message}{more}";
    }
}
