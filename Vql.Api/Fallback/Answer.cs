namespace Vql.Api.Fallback;

/// <summary>What a query came to, and which engine answered it.</summary>
/// <param name="Value">The answer; null when neither engine gave one.</param>
/// <param name="Reason">Why the search did not answer; null when it did.</param>
internal sealed record Answer<T>(T? Value, string? Reason)
    where T : class;
