using System.Runtime.InteropServices;

namespace Vql.SyncWorker.Import.Files;

/// <summary>A line of a file.</summary>
/// <param name="Number">The line number, from 1.</param>
/// <param name="Offset">The offset of the line in the file, in bytes.</param>
/// <param name="Length">The length of the line in bytes, including the line end.</param>
/// <param name="Text">The text without the line end; truncated if <paramref name="IsTooLong"/> is true.</param>
/// <param name="IsTooLong">Whether the line exceeds the maximum length of a record.</param>
internal readonly record struct Line(long Number, long Offset, long Length, string Text, bool IsTooLong);

/// <summary>
/// Reads a file line by line, with the byte offset of each line. Memory is bounded regardless of the length of lines.
/// </summary>
internal sealed class LineReader
{
    private const int BufferBytes = 128 * 1024;
    private const int MaxLineBytes = 4 * CsvRecordReader.MaxRecordLength;

    private readonly Stream _stream;
    private readonly FileEncoding _encoding;
    private readonly int _unit;
    private byte[] _buffer = new byte[BufferBytes];
    private int _begin;
    private int _end;
    private long _number;

    // The offset of _begin in the file.
    private long _offset;

    /// <summary>Initializes a reader at the start of a file.</summary>
    /// <param name="stream">The file; it must support seeking.</param>
    /// <param name="encoding">The encoding of the file.</param>
    public LineReader(Stream stream, FileEncoding encoding)
    {
        (_stream, _encoding, _unit) = (stream, encoding, encoding.UnitBytes);
        _offset = stream.Position = encoding.MarkBytes;
    }

    /// <summary>Reads the next line.</summary>
    /// <returns>The line; null at the end of the file.</returns>
    public Line? Read()
    {
        var offset = _offset;
        var skipped = 0L;
        var searched = 0;
        string? start = null;
        while (true)
        {
            var found = FindEnd(searched);
            if (found >= 0 && (found + (2 * _unit) <= _end - _begin || !Fill()))
            {
                var length = found + EndLength(found);
                var text = start ?? _encoding.Encoding.GetString(_buffer, _begin, found);
                Consume(length);
                return new Line(++_number, offset, skipped + length, text, start is not null);
            }

            searched = found >= 0 ? found : (_end - _begin) / _unit * _unit;
            if (found < 0 && searched >= MaxLineBytes)
            {
                start ??= _encoding.Encoding.GetString(_buffer, _begin, BufferBytes);
                skipped += searched;
                Consume(searched);
                searched = 0;
            }

            if (found < 0 && !Fill())
            {
                var rest = _end - _begin;
                if (rest == 0 && skipped == 0)
                {
                    return null;
                }

                var text = start ?? _encoding.Encoding.GetString(_buffer, _begin, rest);
                Consume(rest);
                return new Line(++_number, offset, skipped + rest, text, start is not null);
            }
        }
    }

    private void Consume(int length)
    {
        _begin += length;
        _offset += length;
    }

    /// <summary>Returns the offset of the first line end from the start of the line, or -1.</summary>
    private int FindEnd(int from)
    {
        var bytes = _buffer.AsSpan(_begin + from, (_end - _begin - from) / _unit * _unit);
        var at = _unit switch
        {
            1 => bytes.IndexOfAny((byte)'\n', (byte)'\r'),
            2 => MemoryMarshal.Cast<byte, ushort>(bytes).IndexOfAny((ushort)Unit('\n'), (ushort)Unit('\r')),
            _ => MemoryMarshal.Cast<byte, uint>(bytes).IndexOfAny(Unit('\n'), Unit('\r')),
        };
        return at < 0 ? -1 : from + (at * _unit);
    }

    // A carriage return followed by a line feed is one line end.
    private int EndLength(int found) =>
        Is('\r', found) && found + (2 * _unit) <= _end - _begin && Is('\n', found + _unit) ? 2 * _unit : _unit;

    private bool Is(char value, int at) => _unit switch
    {
        1 => _buffer[_begin + at] == value,
        2 => MemoryMarshal.Read<ushort>(_buffer.AsSpan(_begin + at)) == (ushort)Unit(value),
        _ => MemoryMarshal.Read<uint>(_buffer.AsSpan(_begin + at)) == Unit(value),
    };

    // Returns the code unit of a character in the file, as read on a little-endian machine.
    private uint Unit(char value) => !_encoding.IsBigEndian ? value : _unit == 2 ? (uint)value << 8 : (uint)value << 24;

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
