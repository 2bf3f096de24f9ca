using Microsoft.Extensions.Logging;

namespace Vql.AppHost;

/// <summary>The log messages of the AppHost, in the logs of the resources that they are about.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Process ended by itself ({Reason}); restarting in {Seconds} s (crash {Count} since the start)")]
    public static partial void Crashed(ILogger logger, string reason, double seconds, int count);

    [LoggerMessage(2, LogLevel.Error, "Restart failed: {Reason}")]
    public static partial void RestartFailed(ILogger logger, string reason);
}
