using System.Net;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Vql.Api.Engine.Outcomes;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>The reasons why Connectra is not asked a query, or why its response is not used.</summary>
internal static class ConnectraReasons
{
    // Connectra does not serve pages by number beyond this offset.
    private const int MaxOffset = VqlQuery.MaxPage * VqlQuery.MaxLimit;

    /// <summary>Returns the reason why Connectra cannot answer a query; null when it can.</summary>
    public static FallbackReason? OfQuery(VqlQuery query, EntityFields entity, ConnectraOptions options) =>
        query.RequiresPostgres(entity) || (options.IsGoService && (query.Where.IsExtended || query.Total || query.Facets.Count > 0))
            ? FallbackReason.Unsupported
            : null;

    /// <summary>Returns the reason for a query. One that is slow by its own doing says nothing about the search.</summary>
    public static FallbackReason OfCost(FallbackReason reason, bool isHeavy) =>
        isHeavy && reason == FallbackReason.Timeout ? FallbackReason.Expensive : reason;

    /// <summary>Returns the reason why Connectra cannot skip that many rows; null when it can.</summary>
    public static FallbackReason? OfOffset(int offset) => offset > MaxOffset ? FallbackReason.Unsupported : null;

    /// <summary>Returns the reason why Connectra cannot skip that many UUIDs, for which it has no pages by number; null for none.</summary>
    public static FallbackReason? OfUuidOffset(int offset) => offset > 0 ? FallbackReason.Unsupported : null;

    /// <summary>Returns the reason that a status implies; null for success.</summary>
    public static FallbackReason? OfStatus(HttpStatusCode status) => (int)status switch
    {
        200 => null,
        401 or 403 => FallbackReason.Unauthorized,
        429 => FallbackReason.RateLimited,
        504 => FallbackReason.Timeout,
        >= 500 => FallbackReason.ServerError,
        >= 400 => FallbackReason.Rejected,
        _ => FallbackReason.BadResponse,
    };

    /// <summary>Returns the reason that an exception implies; null for an exception that is an error of this API.</summary>
    public static FallbackReason? OfException(Exception exception) => exception switch
    {
        BrokenCircuitException => FallbackReason.CircuitOpen,
        TimeoutRejectedException or OperationCanceledException => FallbackReason.Timeout,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ResponseEnded
                or HttpRequestError.ConfigurationLimitExceeded,
        } => FallbackReason.BadResponse,
        HttpRequestException or IOException => FallbackReason.Unreachable,
        JsonException => FallbackReason.BadResponse,
        _ => null,
    };

    /// <summary>Returns the reason why a page must not be used: the client would take a page with deleted rows for the last one.</summary>
    /// <param name="deletedRows">The number of rows of the page that the index contains, but the database does not.</param>
    public static FallbackReason? OfDeletedRows(int deletedRows) => deletedRows > 0 ? FallbackReason.IndexBehind : null;
}
