namespace Vql.Api;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "PostgreSQL answers a {Entity} {Operation} instead of the search: {Reason}")]
    public static partial void FallingBack(ILogger logger, string entity, string operation, string reason);

    [LoggerMessage(2, LogLevel.Error, "PostgreSQL could not answer a {Entity} {Operation}")]
    public static partial void TablesFailed(ILogger logger, string entity, string operation, Exception exception);
}
