namespace Vql.SearchNode.Durability;

/// <summary>Acknowledged entries of a write-ahead log cannot be read.</summary>
/// <param name="path">The file.</param>
/// <param name="offset">The position of the first entry that cannot be read, in bytes.</param>
internal sealed class LogCorruptedException(string path, long offset) : IOException(
    $"The write-ahead log {path} is corrupted at offset {offset}. " +
    "Restore the file, or start the node with --repair-log, which skips the entries that cannot be read.");
