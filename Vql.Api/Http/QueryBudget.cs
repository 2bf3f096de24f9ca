using System.Globalization;
using Vql.Api.Access;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Http;

/// <summary>Charges queries for the fuzzy words and wildcards that they contain.</summary>
internal static class QueryBudget
{
    private const string Rule = "A fuzzy word costs 1 point and a wildcard 10. Send fewer of them, or set NAME.fuzzy=false.";

    /// <summary>Charges the caller for the conditions of a query.</summary>
    /// <returns>A problem if the query or the caller exceeds a budget; otherwise, null.</returns>
    public static IResult? Charge(this HttpContext context, EntityFields entity, VqlWhere where)
    {
        var limiter = context.RequestServices.GetRequiredService<CallerCostLimiter>();
        var cost = QueryCost.Of(entity, where);
        if (cost > limiter.MaxQueryCost)
        {
            return TypedResults.Problem(
                $"The query costs {cost} points, but the budget of a query is {limiter.MaxQueryCost} (API_MAX_QUERY_COST). {Rule}",
                statusCode: StatusCodes.Status400BadRequest, title: "The query exceeds its budget.");
        }

        if (limiter.TryCharge(context, cost) is not { } delay)
        {
            return null;
        }

        context.Response.Headers.RetryAfter = delay.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            $"The query costs {cost} points, which the budget of the caller does not contain (API_QUERY_COST_PER_MINUTE). {Rule}",
            statusCode: StatusCodes.Status429TooManyRequests);
    }
}
