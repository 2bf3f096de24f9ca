using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Npgsql;
using Vql.Core.Fields;
using Vql.Core.Text;

namespace Vql.Storage.Postgres;

/// <summary>
/// The documents of a <c>COPY … TO STDOUT (FORMAT binary)</c>. The received bytes of most texts are copied to the document
/// without a conversion to strings.
/// </summary>
internal sealed class CopiedDocuments : DocumentCursor
{
    private const int SignatureLength = 11;
    private const int HeaderLength = SignatureLength + 8;
    private const int InitialBuffer = 64 * 1024;

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NpgsqlRawCopyStream _stream;
    private readonly (int Offset, int Length)[] _values;
    private readonly FieldText _text = new();
    private byte[] _buffer = new byte[InitialBuffer];
    private int _begin;
    private int _end;
    private bool _pastHeader;

    public CopiedDocuments(EntityFields entity, long version, NpgsqlConnection connection, NpgsqlRawCopyStream stream)
        : base(entity, version, connection)
    {
        _stream = stream;
        _values = new (int, int)[ValueCount];
    }

    public override string Uuid => Encoding.UTF8.GetString(Value(0));

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_pastHeader)
        {
            _pastHeader = TryReadHeader();
            if (!_pastHeader)
            {
                await FillAsync(cancellationToken);
            }
        }

        bool isRow;
        while (!TryReadRow(out isRow))
        {
            await FillAsync(cancellationToken);
        }

        return isRow;
    }

    private protected override bool IsNull(int ordinal) => _values[ordinal].Length < 0;

    private protected override bool TryWriteText(Utf8JsonWriter writer, Field field, int ordinal) =>
        TryWriteText(writer, field, Value(ordinal));

    // COPY does not provide the types of columns. An altered column type is detected by the length of the value.
    private protected override long ReadNumber(int ordinal) => Value(ordinal) is { Length: sizeof(long) } value
        ? BinaryPrimitives.ReadInt64BigEndian(value)
        : throw new InvalidCastException($"the value has {Value(ordinal).Length} bytes instead of {sizeof(long)}");

    private protected override DateTime ReadTimestamp(int ordinal) =>
        Epoch.AddTicks(ReadNumber(ordinal) * TimeSpan.TicksPerMicrosecond);

    private protected override ValueTask CloseAsync() => _stream.DisposeAsync();

    // The format: number of dimensions, a flag, the element type, then length and lower bound of each dimension, then the
    // elements.
    private protected override void WriteList(Utf8JsonWriter writer, Field field, int ordinal)
    {
        const int fixedPart = 12;
        const int perDimension = 8;
        writer.WriteStartArray();
        var array = Value(ordinal);
        var rest = array[(fixedPart + (perDimension * BinaryPrimitives.ReadInt32BigEndian(array)))..];
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[sizeof(int)..];
            if (length < 0)
            {
                writer.WriteNullValue();
                continue;
            }

            TryWriteText(writer, field, rest[..length]);
            rest = rest[length..];
        }

        writer.WriteEndArray();
    }

    private bool TryWriteText(Utf8JsonWriter writer, Field field, ReadOnlySpan<byte> value)
    {
        if (!_text.TryCompute(field, value, out var text))
        {
            return false;
        }

        writer.WriteStringValue(text);
        return true;
    }

    private ReadOnlySpan<byte> Value(int ordinal) => _buffer.AsSpan(_values[ordinal].Offset, _values[ordinal].Length);

    private bool TryReadHeader()
    {
        if (_end - _begin < HeaderLength)
        {
            return false;
        }

        var extension = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_begin + HeaderLength - sizeof(int)));
        if (_end - _begin < HeaderLength + extension)
        {
            return false;
        }

        _begin += HeaderLength + extension;
        return true;
    }

    // Returns false until the buffer contains the whole row. The end of the data has a value count of -1.
    private bool TryReadRow(out bool isRow)
    {
        isRow = false;
        var at = _begin;
        if (_end - at < sizeof(short))
        {
            return false;
        }

        if (BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(at)) < 0)
        {
            return true;
        }

        at += sizeof(short);
        for (var ordinal = 0; ordinal < _values.Length; ordinal++)
        {
            if (_end - at < sizeof(int))
            {
                return false;
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at));
            at += sizeof(int);
            _values[ordinal] = (at, length);
            at += Math.Max(length, 0);
            if (at > _end)
            {
                return false;
            }
        }

        _begin = at;
        isRow = true;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_begin > 0)
        {
            Buffer.BlockCopy(_buffer, _begin, _buffer, 0, _end - _begin);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0)
        {
            throw new NpgsqlException("PostgreSQL ended a COPY within a row");
        }

        _end += read;
    }
}
