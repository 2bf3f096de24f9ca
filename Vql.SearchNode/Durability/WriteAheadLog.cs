using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vql.SearchNode.Durability;

/// <summary>An operation in the log.</summary>
/// <param name="Id">The id of the document.</param>
/// <param name="Version">The version of the document.</param>
/// <param name="SequenceNumber">The sequence number of the operation. Null in logs of older nodes.</param>
/// <param name="IsDeletion">Whether the document was deleted.</param>
/// <param name="Source">The source. Empty for a deletion.</param>
internal readonly record struct LogEntry(string Id, long Version, long? SequenceNumber, bool IsDeletion, ReadOnlyMemory<byte> Source);

/// <summary>
/// The log of the operations since Lucene's last commit. An operation is acknowledged only after the log is flushed to
/// disk; concurrent requests share a flush. Each generation is a file. A commit makes the earlier generations obsolete.
/// </summary>
internal sealed class WriteAheadLog : IDisposable
{
    private const string Extension = ".log";

    private readonly string _folder;
    private readonly IndexStorage _storage;
    private readonly Lock _appending = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly MemoryStream _pending = new();
    private LogFile _file;
    private long _appended;
    private long _flushed;
    private Exception? _failure;

    public WriteAheadLog(string folder, IndexStorage storage)
    {
        _storage = storage;
        _folder = Directory.CreateDirectory(folder).FullName;
        Generation = Generations().DefaultIfEmpty(0).Max() + 1;
        _file = Create(Generation);
    }

    /// <summary>The current generation.</summary>
    public long Generation { get; private set; }

    /// <summary>The size of the current generation, in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Reads the operations from a generation on, in write order.</summary>
    /// <param name="generation">The first generation to read.</param>
    /// <param name="repairs">Whether to skip what cannot be read.</param>
    /// <param name="report">Receives the path of a file and the number of bytes in it that are dropped.</param>
    /// <exception cref="LogCorruptedException">Acknowledged operations cannot be read.</exception>
    public IEnumerable<LogEntry> ReadFrom(long generation, bool repairs, Action<string, long> report)
    {
        var numbers = Generations().Where(number => number >= generation && number < Generation).Order().ToList();
        var newest = numbers.LastOrDefault(number => new FileInfo(PathOf(number)).Length > 0);
        foreach (var number in numbers)
        {
            var path = PathOf(number);
            var reader = new LogReader(path);
            foreach (var entry in reader.Read(isNewest: number >= newest, repairs))
            {
                yield return entry;
            }

            if (reader.TornAt is { } end)
            {
                // Once later files have entries, an incomplete one here would be taken for a corruption.
                report(path, Truncate(path, end));
            }

            if (reader.Skipped > 0)
            {
                report(path, reader.Skipped);
            }
        }
    }

    /// <summary>Appends an operation. It is durable after <see cref="FlushAsync"/> of the returned position.</summary>
    public long Append(LogEntry entry)
    {
        var id = Encoding.UTF8.GetBytes(entry.Id);
        var body = new byte[LogReader.SequencedSize + id.Length + entry.Source.Length];
        BinaryPrimitives.WriteInt64LittleEndian(body, entry.Version);
        body[8] = (byte)((entry.IsDeletion ? 0 : 1) | LogReader.HasSequenceNumber);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(9), id.Length);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(LogReader.FixedSize), entry.SequenceNumber ?? 0);
        id.CopyTo(body.AsSpan(LogReader.SequencedSize));
        entry.Source.Span.CopyTo(body.AsSpan(LogReader.SequencedSize + id.Length));
        Span<byte> header = stackalloc byte[LogReader.HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum.Of(body));
        lock (_appending)
        {
            _pending.Write(header);
            _pending.Write(body);
            Size += LogReader.HeaderSize + body.Length;
            return _appended += LogReader.HeaderSize + body.Length;
        }
    }

    /// <summary>Flushes the log to disk up to a position, unless that was already done.</summary>
    /// <exception cref="IOException">A flush failed, now or earlier. Nothing is acknowledged after that.</exception>
    public async ValueTask FlushAsync(long position)
    {
        if (Volatile.Read(ref _flushed) >= position)
        {
            return;
        }

        await _flushing.WaitAsync();
        try
        {
            if (_flushed < position)
            {
                FlushPending();
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Starts a new generation. The caller must prevent concurrent appends.</summary>
    /// <exception cref="IOException">A flush failed, now or earlier.</exception>
    public long Roll()
    {
        _flushing.Wait();
        try
        {
            FlushPending();
            var next = Create(Generation + 1);
            _file.Dispose();
            _file = next;
            Generation++;
            Size = 0;
            return Generation;
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Deletes the generations before a given one.</summary>
    public void DropBefore(long generation)
    {
        foreach (var number in Generations().Where(number => number < generation))
        {
            File.Delete(PathOf(number));
        }
    }

    /// <summary>Closes the files. Flushes pending operations, unless a flush failed.</summary>
    public void Dispose()
    {
        _flushing.Wait();
        try
        {
            if (_failure is null)
            {
                FlushPending();
            }
        }
        finally
        {
            _file.Dispose();
            _flushing.Release();
        }
    }

    // After a failed flush the operating system may have dropped what it was to write, and a later flush would succeed without it.
    private void FlushPending()
    {
        if (_failure is not null)
        {
            throw new IOException($"An earlier flush of the write-ahead log failed: {_failure.Message}", _failure);
        }

        try
        {
            long position;
            lock (_appending)
            {
                position = _appended;
                _file.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length));
                _pending.SetLength(0);
            }

            _file.FlushToDisk();
            Volatile.Write(ref _flushed, position);
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    private static long Truncate(string path, long end)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        var dropped = file.Length - end;
        file.SetLength(end);
        file.Flush(flushToDisk: true);
        return dropped;
    }

    private IEnumerable<long> Generations() =>
        Directory.EnumerateFiles(_folder, "*" + Extension)
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture));

    private string PathOf(long generation) => Path.Combine(_folder, generation.ToString(CultureInfo.InvariantCulture) + Extension);

    private LogFile Create(long generation)
    {
        var file = _storage.CreateLog(PathOf(generation));
        FolderSync.Flush(_folder);
        return file;
    }
}
