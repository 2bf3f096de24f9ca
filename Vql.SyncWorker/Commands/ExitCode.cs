namespace Vql.SyncWorker.Commands;

/// <summary>The exit codes of the commands.</summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>Rows or documents were rejected, or the stores differ.</summary>
    Incomplete = 1,

    /// <summary>Invalid arguments, file or configuration. For <c>verify-sync</c>, also a failed comparison.</summary>
    Usage = 2,

    /// <summary>A store is unavailable or returned an error, or an unexpected error occurred.</summary>
    Unavailable = 3,
}
