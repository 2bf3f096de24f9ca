namespace Vql.SearchNode.Durability;

/// <summary>A file of the write-ahead log. Tests derive from it to have the disk fail.</summary>
internal class LogFile(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <exception cref="IOException">The disk is full or fails.</exception>
    public virtual void Write(ReadOnlySpan<byte> content) => _file.Write(content);

    /// <summary>Returns when everything that was written is on disk.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public virtual void FlushToDisk() => _file.Flush(flushToDisk: true);

    public void Dispose()
    {
        _file.Dispose();
        GC.SuppressFinalize(this);
    }
}
