namespace Vql.SyncWorker.Import.Files;

/// <summary>A row of a file as it was read.</summary>
/// <param name="Line">The line on which it begins, from 1; in a workbook the row of the sheet.</param>
/// <param name="Fields">Its fields; null when it is faulty.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
internal sealed record SourceRow(long Line, string[]? Fields, string? Fault)
{
    /// <summary>The number of lines that it occupies.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Where its bytes begin in the file.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; init; }
}
