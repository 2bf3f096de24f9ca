namespace Vql.Connectra;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "API_KEY is not set: all requests are rejected")]
    public static partial void ApiKeyMissing(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "MAX_REQUESTS_PER_MINUTE is not set: the rate limit is disabled")]
    public static partial void RateLimitDisabled(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "PostgreSQL error while handling {Method} {Path}: {Reason}")]
    public static partial void DatabaseFailed(ILogger logger, string method, string? path, string reason);

    [LoggerMessage(4, LogLevel.Error,
        "The rows of a batch were written, but indexing their documents failed; the sync worker repairs them: {Reason}")]
    public static partial void DocumentsNotIndexed(ILogger logger, string reason);
}
