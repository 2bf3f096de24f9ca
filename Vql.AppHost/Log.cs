using Microsoft.Extensions.Logging;

namespace Vql.AppHost;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Command}: {Line}")]
    public static partial void CommandOutput(ILogger logger, string command, string line);

    [LoggerMessage(2, LogLevel.Warning, "{Command} did not stop within {Timeout} and was killed")]
    public static partial void CommandKilled(ILogger logger, string command, TimeSpan timeout);

    [LoggerMessage(3, LogLevel.Information, "Reset: stopping {Resource}")]
    public static partial void ResetStopping(ILogger logger, string resource);

    [LoggerMessage(4, LogLevel.Information, "Reset: deleting the data of the embedded stores")]
    public static partial void ResetDeleting(ILogger logger);

    [LoggerMessage(5, LogLevel.Information, "Reset: starting {Resource}")]
    public static partial void ResetStarting(ILogger logger, string resource);
}
