using Microsoft.Extensions.Logging;

namespace Vql.AppHost;

/// <summary>The log messages of the AppHost. They are written to the logs of the resources.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Process crashed ({Reason}); restarting in {Seconds} s (crash {Count} since start)")]
    public static partial void Crashed(ILogger logger, string reason, double seconds, int count);

    [LoggerMessage(2, LogLevel.Error, "Restart failed; retrying in {Seconds} s: {Reason}")]
    public static partial void RestartFailed(ILogger logger, double seconds, string reason);

    [LoggerMessage(8, LogLevel.Error, "Restart abandoned: {Reason}")]
    public static partial void RestartAbandoned(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Command}: {Line}")]
    public static partial void CommandOutput(ILogger logger, string command, string line);

    [LoggerMessage(4, LogLevel.Warning, "{Command} did not stop within {Timeout} and was killed")]
    public static partial void CommandKilled(ILogger logger, string command, TimeSpan timeout);

    [LoggerMessage(5, LogLevel.Information, "Reset: stopping {Resource}")]
    public static partial void ResetStopping(ILogger logger, string resource);

    [LoggerMessage(6, LogLevel.Information, "Reset: deleting the data of the embedded stores")]
    public static partial void ResetDeleting(ILogger logger);

    [LoggerMessage(7, LogLevel.Information, "Reset: starting {Resource}")]
    public static partial void ResetStarting(ILogger logger, string resource);
}
