namespace Vql.Connectra.Endpoints;

/// <summary>
/// Redirects a path with a missing or an extra trailing slash to the path of the route, as the Go service does. Routing does not
/// distinguish the two.
/// </summary>
internal sealed class SlashRedirect(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.GetEndpoint() is not RouteEndpoint { Order: 0, RoutePattern.RawText: { } route }
            || route.EndsWith('/') == path.EndsWith('/'))
        {
            return next(context);
        }

        context.Response.StatusCode = HttpMethods.IsGet(context.Request.Method)
            ? StatusCodes.Status301MovedPermanently
            : StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = (route.EndsWith('/') ? path + "/" : path[..^1]) + context.Request.QueryString;
        return Task.CompletedTask;
    }
}
