using System.Collections.Frozen;

namespace Vql.Api.Engine.Outcomes;

/// <summary>
/// The reason why the search did not answer. <c>Routing</c> decides the reasons that need no request to Connectra, and
/// <c>ConnectraReasons</c> those that a query, a response or an exception implies.
/// </summary>
internal enum FallbackReason
{
    /// <summary>The VQL path or the feature flag of the route is disabled.</summary>
    Disabled,

    /// <summary>The caller is not in the rollout.</summary>
    Rollout,

    /// <summary>The circuit breaker is open.</summary>
    CircuitOpen,

    /// <summary>Connectra did not respond in time.</summary>
    Timeout,

    /// <summary>Connectra could not be reached.</summary>
    Unreachable,

    /// <summary>Connectra rejected the API key.</summary>
    Unauthorized,

    /// <summary>Connectra's rate limit was exceeded.</summary>
    RateLimited,

    /// <summary>Connectra responded with a server error.</summary>
    ServerError,

    /// <summary>Connectra rejected the query.</summary>
    Rejected,

    /// <summary>The response could not be read.</summary>
    BadResponse,

    /// <summary>The index lacks changes that the answer must contain.</summary>
    IndexBehind,

    /// <summary>Only PostgreSQL can answer the query.</summary>
    Unsupported,

    /// <summary>The client requested the current rows.</summary>
    Fresh,

    /// <summary>The search was slower than usual, and PostgreSQL answered first.</summary>
    Hedged,

    /// <summary>The query timed out because of its own cost.</summary>
    Expensive,
}

/// <summary>The properties of fallback reasons, and their names in headers, response bodies, metrics and logs.</summary>
internal static class FallbackReasons
{
    private static readonly FrozenDictionary<FallbackReason, Row> Table = new Row[]
    {
        new(FallbackReason.Disabled, "disabled"),
        new(FallbackReason.Rollout, "rollout", IsComparable: true),
        new(FallbackReason.CircuitOpen, "circuit_open", IsFailure: true),
        new(FallbackReason.Timeout, "timeout", IsFailure: true),
        new(FallbackReason.Unreachable, "unreachable", IsFailure: true),
        new(FallbackReason.Unauthorized, "unauthorized", IsFailure: true),
        new(FallbackReason.RateLimited, "rate_limited", IsFailure: true),
        new(FallbackReason.ServerError, "server_error", IsFailure: true),
        new(FallbackReason.Rejected, "rejected", IsFailure: true),
        new(FallbackReason.BadResponse, "bad_response", IsFailure: true),
        new(FallbackReason.IndexBehind, "index_behind", IsComparable: true),
        new(FallbackReason.Unsupported, "unsupported"),
        new(FallbackReason.Fresh, "fresh", IsComparable: true),
        new(FallbackReason.Hedged, "hedged", IsComparable: true),
        new(FallbackReason.Expensive, "expensive"),
    }.ToFrozenDictionary(row => row.Reason);

    /// <summary>All reasons, in the order of their values.</summary>
    public static IReadOnlyList<FallbackReason> All { get; } = Enum.GetValues<FallbackReason>();

    /// <summary>Returns the name of a reason in headers, response bodies, metrics and logs.</summary>
    public static string ToName(this FallbackReason reason) => Table[reason].Name;

    /// <summary>Returns whether the search was asked and failed. The other reasons are decisions not to use it.</summary>
    public static bool IsFailure(this FallbackReason reason) => Table[reason].IsFailure;

    /// <summary>Returns whether the search could have answered, so that its answer can be compared with PostgreSQL's.</summary>
    public static bool IsComparable(this FallbackReason reason) => Table[reason].IsComparable;

    private sealed record Row(FallbackReason Reason, string Name, bool IsFailure = false, bool IsComparable = false);
}
