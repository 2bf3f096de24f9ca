using System.Buffers;

namespace Vql.Storage.Buffers;

/// <summary>A growing buffer on pooled memory, for writing JSON and reading bodies.</summary>
public sealed class Utf8Buffer : IBufferWriter<byte>, IDisposable
{
    private const int DefaultCapacity = 16 * 1024;

    private byte[] _bytes;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="capacity">The initial capacity in bytes.</param>
    public Utf8Buffer(int capacity = DefaultCapacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The number of written bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The written bytes. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Appends one byte.</summary>
    public void Append(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Removes all bytes after a length.</summary>
    /// <param name="length">The number of bytes to keep.</param>
    public void Truncate(int length) => Length = length;

    /// <summary>Appends a stream up to its end.</summary>
    public async ValueTask ReadFromAsync(Stream stream, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await stream.ReadAsync(GetMemory(), cancellationToken)) > 0)
        {
            Length += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var rented = Interlocked.Exchange(ref _bytes, []);
        Length = 0;
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
