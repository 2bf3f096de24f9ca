namespace Vql.SyncWorker.Commands;

/// <summary>What a script learns from a command's end.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>Rows or documents were refused, or the stores differ.</summary>
    Incomplete = 1,

    /// <summary>Wrong arguments, file or configuration; of verify-sync also that it could not compare.</summary>
    Usage = 2,

    /// <summary>A store cannot be reached or refuses, or something unexpected happened.</summary>
    Unavailable = 3,
}
