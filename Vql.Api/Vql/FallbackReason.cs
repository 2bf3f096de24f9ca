namespace Vql.Api.Vql;

/// <summary>Why the VQL way gave no answer: a closed list that headers, metrics and logs share.</summary>
internal static class FallbackReason
{
    public const string Disabled = "disabled";
    public const string CircuitOpen = "circuit_open";
    public const string Timeout = "timeout";
    public const string Unreachable = "unreachable";
    public const string Unauthorized = "unauthorized";
    public const string RateLimited = "rate_limited";
    public const string ServerError = "server_error";
    public const string Rejected = "rejected";
    public const string BadResponse = "bad_response";
}

/// <summary>What asking Connectra came to: an answer, or the reason there is none.</summary>
/// <param name="Value">The answer; meaningless with a reason.</param>
/// <param name="Reason">One of <see cref="FallbackReason"/>; null with an answer.</param>
internal readonly record struct VqlOutcome<T>(T? Value, string? Reason);
