namespace Vql.Api.Engine.Outcomes;

/// <summary>Why the VQL way gave no answer: a closed list that headers, metrics and logs share.</summary>
internal static class FallbackReason
{
    public const string Disabled = "disabled";
    public const string Rollout = "rollout";
    public const string CircuitOpen = "circuit_open";
    public const string Timeout = "timeout";
    public const string Unreachable = "unreachable";
    public const string Unauthorized = "unauthorized";
    public const string RateLimited = "rate_limited";
    public const string ServerError = "server_error";
    public const string Rejected = "rejected";
    public const string BadResponse = "bad_response";
    public const string IndexBehind = "index_behind";
    public const string Unsupported = "unsupported";

    /// <summary>The caller asked for what the tables hold now.</summary>
    public const string Fresh = "fresh";

    /// <summary>The search was slower than it usually is, and PostgreSQL was first.</summary>
    public const string Hedged = "hedged";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Disabled, Rollout, CircuitOpen, Timeout, Unreachable, Unauthorized, RateLimited, ServerError, Rejected, BadResponse, IndexBehind,
        Unsupported, Fresh, Hedged,
    ];

    /// <summary>Whether the search was asked and failed; the others are decisions not to wait for it.</summary>
    public static bool IsFailure(string reason) => reason is not (Disabled or Rollout or IndexBehind or Unsupported or Fresh or Hedged);
}

/// <summary>What asking Connectra came to: an answer, or the reason there is none.</summary>
/// <param name="Value">The answer; meaningless with a reason.</param>
/// <param name="Reason">One of <see cref="FallbackReason"/>; null with an answer.</param>
/// <param name="Cause">The exception that is the reason; null when there was none.</param>
internal readonly record struct VqlOutcome<T>(T? Value, string? Reason, Exception? Cause = null);
