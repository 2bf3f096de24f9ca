namespace Vql.SyncWorker.Import.Files;

/// <summary>A row of a file.</summary>
/// <param name="Line">The number of the row's first line, from 1; in a workbook, the row number in the sheet.</param>
/// <param name="Fields">The fields; null if the row is invalid.</param>
/// <param name="Fault">The error; null if the row is valid.</param>
internal sealed record SourceRow(long Line, string[]? Fields, string? Fault)
{
    /// <summary>The number of lines of the row.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>The offset of the row in the file, in bytes.</summary>
    public long Offset { get; init; }

    /// <summary>The length of the row in bytes.</summary>
    public long Length { get; init; }
}
