using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Vql.Api.Http;

/// <summary>
/// The last segment of the route of a record. Names of other routes, such as <c>count</c> and <c>lookup</c>, are not UUIDs of records:
/// a method that these routes do not have is not allowed, and the record routes do not add theirs to <c>Allow</c>.
/// </summary>
internal static class RecordName
{
    private const string Parameter = "uuid";

    // No route ends with it: companies/company/{uuid}/contacts does not.
    private const string Prefix = "company";

    /// <summary>Excludes the names of other routes from the UUIDs of a route.</summary>
    public static RouteHandlerBuilder ExceptOtherRoutes(this RouteHandlerBuilder route)
    {
        route.Add(static builder =>
        {
            var endpoint = (RouteEndpointBuilder)builder;
            endpoint.RoutePattern = RoutePatternFactory.Parse(
                endpoint.RoutePattern.RawText!, defaults: null,
                parameterPolicies: new RouteValueDictionary { [Parameter] = new Constraint() });
        });
        return route;
    }

    // The literals that are compared with the parameter are the segments of other routes at this place.
    private sealed class Constraint : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => true;

        public bool MatchesLiteral(string parameterName, string literal) => literal == Prefix;
    }
}
