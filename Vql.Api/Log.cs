namespace Vql.Api;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Search of {Entity} {Operation} failed; falling back to PostgreSQL: {Reason}")]
    public static partial void FallingBack(ILogger logger, string entity, string operation, string reason);

    [LoggerMessage(2, LogLevel.Error, "PostgreSQL read of {Entity} {Operation} failed")]
    public static partial void PostgresFailed(ILogger logger, string entity, string operation, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Cannot read the index position: {Reason}")]
    public static partial void PositionUnknown(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning,
        "Search and PostgreSQL returned different answers to {Entity} {Operation}; query stored in vql_differences: {Shape}")]
    public static partial void EnginesDiffer(ILogger logger, string entity, string operation, string shape);

    [LoggerMessage(5, LogLevel.Warning, "Comparison of the engines failed: {Reason}")]
    public static partial void ComparisonFailed(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning,
        "Authentication is disabled: every request has full access. Set {TokenSecret} or {ApiKeys} to enable it")]
    public static partial void AuthenticationDisabled(ILogger logger, string tokenSecret, string apiKeys);

    [LoggerMessage(7, LogLevel.Warning, "{Collection} is read-only: {Setting} is not set")]
    public static partial void CollectionReadOnly(ILogger logger, string collection, string setting);

    [LoggerMessage(8, LogLevel.Warning, "Cannot suggest values for a list without rows; returning none: {Reason}")]
    public static partial void SuggestionsFailed(ILogger logger, string reason);

    [LoggerMessage(9, LogLevel.Warning,
        "Cannot write monitoring figures; dropping those of each minute until PostgreSQL accepts them: {Reason}")]
    public static partial void MonitoringFailed(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Cannot read the switches; the last known ones apply: {Reason}")]
    public static partial void SwitchesUnknown(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Warning, "Cannot check whether a company exists; continuing without the check: {Reason}")]
    public static partial void CompanyCheckFailed(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Warning, "Stream of {Table} aborted: {Reason}")]
    public static partial void StreamAborted(ILogger logger, string table, string reason);
}
