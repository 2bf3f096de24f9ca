namespace Vql.Dashboard;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Request to the API at {Url} failed: {Reason}")]
    public static partial void ApiFailed(ILogger logger, Uri url, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Actor} ran {Action} on {Target}: {Outcome}")]
    public static partial void Acted(ILogger logger, string actor, string action, string target, string outcome);

    [LoggerMessage(3, LogLevel.Warning, "The login with {Authority} failed: {Reason}")]
    public static partial void LoginFailed(ILogger logger, Uri authority, string reason);
}
