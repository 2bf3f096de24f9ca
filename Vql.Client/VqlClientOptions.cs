namespace Vql.Client;

/// <summary>How a client presents itself, and how patient it is.</summary>
public sealed record VqlClientOptions
{
    /// <summary>Sent as <c>X-API-Key</c>; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Asked for a token before each request, sent as a bearer's; null for none.</summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; init; }

    /// <summary>How often a request is sent again after 429, 502, 503, 504 or a broken connection.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first retry, where the answer names none; it doubles from one to the next.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause. An answer that wants more is not waited for.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hides key and token, so that options can be logged.</summary>
    public override string ToString() => $"{Retries} retries";
}
