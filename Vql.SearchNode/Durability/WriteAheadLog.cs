using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Vql.SearchNode.Durability;

/// <summary>An operation in the log. The source of a deletion is empty.</summary>
internal readonly record struct LogEntry(string Id, long Version, bool IsDeletion, ReadOnlyMemory<byte> Source);

/// <summary>
/// The log of the operations since Lucene's last commit. An operation is acknowledged only after the log is flushed to
/// disk; concurrent requests share a flush. Each generation is a file. A commit makes the earlier generations obsolete.
/// </summary>
internal sealed class WriteAheadLog : IDisposable
{
    private const string Extension = ".log";
    private const int HeaderSize = 8;

    private readonly string _folder;
    private readonly Lock _appending = new();
    private readonly Lock _flushing = new();
    private readonly MemoryStream _pending = new();
    private FileStream _file;
    private long _appended;
    private long _flushed;

    public WriteAheadLog(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Generation = Generations().DefaultIfEmpty(0).Max() + 1;
        _file = Create(Generation);
    }

    /// <summary>The current generation.</summary>
    public long Generation { get; private set; }

    /// <summary>The size of the current generation, in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Reads the operations from a generation on, in write order.</summary>
    /// <remarks>Reading a file stops at an incomplete entry: such an entry was never acknowledged.</remarks>
    public IEnumerable<LogEntry> ReadFrom(long generation)
    {
        foreach (var number in Generations().Where(number => number >= generation && number < Generation).Order())
        {
            var content = File.ReadAllBytes(PathOf(number));
            var position = 0;
            while (TryRead(content, ref position, out var entry))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Appends an operation. It is durable after <see cref="Flush"/> of the returned position.</summary>
    public long Append(LogEntry entry)
    {
        var id = Encoding.UTF8.GetBytes(entry.Id);
        var body = new byte[13 + id.Length + entry.Source.Length];
        BinaryPrimitives.WriteInt64LittleEndian(body, entry.Version);
        body[8] = entry.IsDeletion ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(9), id.Length);
        id.CopyTo(body.AsSpan(13));
        entry.Source.Span.CopyTo(body.AsSpan(13 + id.Length));
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum.Of(body));
        lock (_appending)
        {
            _pending.Write(header);
            _pending.Write(body);
            Size += HeaderSize + body.Length;
            return _appended += HeaderSize + body.Length;
        }
    }

    /// <summary>Flushes the log to disk up to a position, unless that was already done.</summary>
    public void Flush(long position)
    {
        if (Volatile.Read(ref _flushed) >= position)
        {
            return;
        }

        lock (_flushing)
        {
            if (_flushed < position)
            {
                FlushPending();
            }
        }
    }

    /// <summary>Starts a new generation. The caller must prevent concurrent appends.</summary>
    public long Roll()
    {
        lock (_flushing)
        {
            FlushPending();
            _file.Dispose();
            Generation++;
            Size = 0;
            _file = Create(Generation);
            return Generation;
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

    public void Dispose()
    {
        lock (_flushing)
        {
            FlushPending();
            _file.Dispose();
            _pending.Dispose();
        }
    }

    private void FlushPending()
    {
        long position;
        lock (_appending)
        {
            position = _appended;
            _pending.WriteTo(_file);
            _pending.SetLength(0);
        }

        _file.Flush(flushToDisk: true);
        Volatile.Write(ref _flushed, position);
    }

    private static bool TryRead(byte[] content, ref int position, out LogEntry entry)
    {
        entry = default;
        if (content.Length - position < HeaderSize)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(position));
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(position + 4));
        if (size < 13 || size > content.Length - position - HeaderSize)
        {
            return false;
        }

        var body = content.AsMemory(position + HeaderSize, size);
        if (Checksum.Of(body.Span) != checksum)
        {
            return false;
        }

        var idLength = BinaryPrimitives.ReadInt32LittleEndian(body.Span[9..]);
        entry = new LogEntry(
            Encoding.UTF8.GetString(body.Span.Slice(13, idLength)),
            BinaryPrimitives.ReadInt64LittleEndian(body.Span),
            body.Span[8] == 0,
            body[(13 + idLength)..]);
        position += HeaderSize + size;
        return true;
    }

    private IEnumerable<long> Generations() =>
        Directory.EnumerateFiles(_folder, "*" + Extension)
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture));

    private string PathOf(long generation) => Path.Combine(_folder, generation.ToString(CultureInfo.InvariantCulture) + Extension);

    private FileStream Create(long generation) => new(PathOf(generation), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
