namespace Vql.Client;

/// <summary>The credentials and the retry policy of a client.</summary>
public sealed record VqlClientOptions
{
    /// <summary>The value of the header <c>X-API-Key</c>. Null to omit the header.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Returns the bearer token. Called before each request. Null to send no token.</summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; init; }

    /// <summary>
    /// The maximum number of retries after a connection failure or a status of 429, 502, 503, or 504.
    /// </summary>
    public int Retries { get; init; } = 3;

    /// <summary>
    /// The delay before the first retry. It doubles with each retry. <c>Retry-After</c> in a response takes precedence.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The maximum delay before a retry. A request is not retried if <c>Retry-After</c> in the response is longer.
    /// </summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns a description without credentials, so that options can be logged.</summary>
    public override string ToString() => $"{Retries} retries";
}
