namespace Vql.Api;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "PostgreSQL answers a {Entity} {Operation} instead of the search: {Reason}")]
    public static partial void FallingBack(ILogger logger, string entity, string operation, string reason);

    [LoggerMessage(2, LogLevel.Error, "PostgreSQL could not answer a {Entity} {Operation}")]
    public static partial void PostgresFailed(ILogger logger, string entity, string operation, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "How far the index is cannot be read: {Reason}")]
    public static partial void PositionUnknown(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning,
        "Search and PostgreSQL answered a {Entity} {Operation} differently; the query is in vql_differences: {Shape}")]
    public static partial void EnginesDiffer(ILogger logger, string entity, string operation, string shape);

    [LoggerMessage(5, LogLevel.Warning, "A comparison of the engines failed: {Reason}")]
    public static partial void ComparisonFailed(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning, "THE DOORS ARE OPEN: anybody may read and write, since this is Development and neither {Tokens} nor {Keys} is set")]
    public static partial void AuthenticationDisabled(ILogger logger, string tokens, string keys);

    [LoggerMessage(7, LogLevel.Warning, "Nobody can write one of the collections: {Setting} is not set")]
    public static partial void CollectionReadOnly(ILogger logger, string setting);

    [LoggerMessage(21, LogLevel.Warning, "Whether a company is there cannot be read: {Reason}")]
    public static partial void CompanyCheckFailed(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Warning, "A stream of {Table} was cut: {Reason}")]
    public static partial void StreamAborted(ILogger logger, string table, string reason);
}
