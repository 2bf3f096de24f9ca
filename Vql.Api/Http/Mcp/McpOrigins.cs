using Vql.Api.Access;

namespace Vql.Api.Http.Mcp;

/// <summary>
/// Rejects requests that a page of a foreign origin sends with a browser. A name that such a page resolves to this host would
/// otherwise give it access where authentication is disabled. The specification of the protocol requires the check.
/// </summary>
internal static class McpOrigins
{
    private const string All = "*";

    /// <summary>Adds the check to the endpoints of the protocol.</summary>
    public static void CheckOrigins(this IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        var next = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => IsAllowed(context) ? next(context) : RejectAsync(context);
    });

    private static bool IsAllowed(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var allowed = context.RequestServices.GetRequiredService<AccessOptions>().Origins;
        return origin.Length == 0 || allowed.Contains(All) || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback);
    }

    private static Task RejectAsync(HttpContext context) => TypedResults.Problem(
        "Requests from pages of this origin are not allowed. Add it to CORS_ORIGINS to allow them.",
        statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
}
