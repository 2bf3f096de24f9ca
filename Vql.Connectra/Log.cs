namespace Vql.Connectra;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "API_KEY is not set: every request is refused")]
    public static partial void ApiKeyMissing(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "MAX_REQUESTS_PER_MINUTE is not set: requests are not limited")]
    public static partial void RateLimitDisabled(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "PostgreSQL did not do what {Method} {Path} needs: {Reason}")]
    public static partial void DatabaseFailed(ILogger logger, string method, string? path, string reason);

    [LoggerMessage(4, LogLevel.Error,
        "Rows of a batch were written, but their documents were not indexed; the sync worker repairs them: {Reason}")]
    public static partial void DocumentsNotIndexed(ILogger logger, string reason);
}
