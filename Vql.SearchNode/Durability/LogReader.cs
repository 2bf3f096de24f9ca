using System.Buffers.Binary;
using System.Text;

namespace Vql.SearchNode.Durability;

/// <summary>
/// Reads the entries of a log file. Entries that cannot be read at the end of the newest file were never acknowledged: the
/// node was killed while it wrote them. Anywhere else, acknowledged entries are lost.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class LogReader(string path)
{
    /// <summary>The size of an entry's header: the length of its body and a checksum.</summary>
    public const int HeaderSize = 8;

    /// <summary>The size of an entry's body without the id and the source.</summary>
    public const int FixedSize = 13;

    /// <summary>The size of an entry's body with a sequence number, without the id and the source.</summary>
    public const int SequencedSize = FixedSize + 8;

    /// <summary>The flag of entries with a sequence number. Older nodes wrote none.</summary>
    public const int HasSequenceNumber = 2;

    /// <summary>The bytes that were skipped because they hold no entry.</summary>
    public long Skipped { get; private set; }

    /// <summary>The position of an incomplete entry at the end of the file; null if the file is complete.</summary>
    public long? TornAt { get; private set; }

    /// <param name="isNewest">Whether no later file has entries.</param>
    /// <param name="repairs">Whether to skip what cannot be read.</param>
    /// <exception cref="LogCorruptedException">Acknowledged entries cannot be read.</exception>
    public IEnumerable<LogEntry> Read(bool isNewest, bool repairs)
    {
        var content = File.ReadAllBytes(path);
        var position = 0;
        while (position < content.Length)
        {
            if (TryRead(content, position, out var entry, out var size))
            {
                position += size;
                yield return entry;
                continue;
            }

            var next = FindEntry(content, position + 1);
            if (next < 0 && isNewest)
            {
                TornAt = position;
                yield break;
            }

            if (!repairs)
            {
                throw new LogCorruptedException(path, position);
            }

            next = next < 0 ? content.Length : next;
            Skipped += next - position;
            position = next;
        }
    }

    private static int FindEntry(byte[] content, int start)
    {
        for (var position = start; position < content.Length; position++)
        {
            if (TryRead(content, position, out _, out _))
            {
                return position;
            }
        }

        return -1;
    }

    private static bool TryRead(byte[] content, int position, out LogEntry entry, out int size)
    {
        (entry, size) = (default, 0);
        if (content.Length - position < HeaderSize + FixedSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(position));
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(position + 4));
        if (length < FixedSize || length > content.Length - position - HeaderSize)
        {
            return false;
        }

        // The cheap checks come first: after a corruption every position is tried.
        var body = content.AsMemory(position + HeaderSize, length);
        var idLength = BinaryPrimitives.ReadInt32LittleEndian(body.Span[9..]);
        var isSequenced = (body.Span[8] & HasSequenceNumber) != 0;
        var start = isSequenced ? SequencedSize : FixedSize;
        if (body.Span[8] > 3 || idLength < 0 || idLength > length - start || Checksum.Of(body.Span) != checksum)
        {
            return false;
        }

        entry = new LogEntry(
            Encoding.UTF8.GetString(body.Span.Slice(start, idLength)),
            BinaryPrimitives.ReadInt64LittleEndian(body.Span),
            isSequenced ? BinaryPrimitives.ReadInt64LittleEndian(body.Span[FixedSize..]) : null,
            (body.Span[8] & 1) == 0,
            body[(start + idLength)..]);
        size = HeaderSize + length;
        return true;
    }
}
