using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// The body of a bulk request, written directly into a rented buffer that is reused after <see cref="Clear"/>.
/// Versions are external: an older version never replaces a newer one.
/// </summary>
public sealed class BulkBody : IDisposable
{
    private readonly Utf8Buffer _buffer;
    private readonly Utf8JsonWriter _writer;

    /// <summary>Creates an empty body.</summary>
    /// <param name="capacity">The initial capacity in bytes.</param>
    public BulkBody(int capacity = 64 * 1024)
    {
        _buffer = new Utf8Buffer(capacity);
        _writer = new Utf8JsonWriter(
            _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    private static ReadOnlySpan<byte> IndexAction => "{\"index\""u8;

    /// <summary>The number of operations.</summary>
    public int Count { get; private set; }

    /// <summary>The size in bytes.</summary>
    public int Length => _buffer.Length;

    /// <summary>The bytes to send. Valid until the next operation is added.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.Written;

    /// <summary>The id of the first operation's document.</summary>
    public string FirstId
    {
        get
        {
            var reader = new Utf8JsonReader(_buffer.Written.Span);
            using var action = JsonDocument.ParseValue(ref reader);
            return action.RootElement.EnumerateObject().Single().Value.GetProperty("_id").GetString()!;
        }
    }

    /// <summary>Adds an index operation. If <paramref name="write"/> throws, the body is unchanged.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="version">The document's version.</param>
    /// <param name="state">The argument for <paramref name="write"/>.</param>
    /// <param name="write">Writes the document as one JSON object.</param>
    public void AddIndex<TState>(string index, string id, long version, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var begin = _buffer.Length;
        try
        {
            WriteAction("index", index, id, version);
            write(_writer, state);
            EndLine();
        }
        catch
        {
            _writer.Reset();
            _buffer.Truncate(begin);
            throw;
        }

        Count++;
    }

    /// <summary>Adds a delete operation.</summary>
    /// <param name="index">The index.</param>
    /// <param name="id">The document's id.</param>
    /// <param name="version">The deletion's version.</param>
    public void AddDelete(string index, string id, long version)
    {
        WriteAction("delete", index, id, version);
        Count++;
    }

    /// <summary>Adds operations of another body.</summary>
    /// <param name="other">The other body.</param>
    /// <param name="isIncluded">Whether to add the operation with the zero-based index.</param>
    public void AddFrom(BulkBody other, Func<int, bool> isIncluded)
    {
        var rest = other.Written.Span;
        for (var at = 0; at < other.Count; at++)
        {
            // The action and the document are one line each. The writer does not emit line breaks within JSON.
            var length = rest.IndexOf((byte)'\n') + 1;
            length += rest.StartsWith(IndexAction) ? rest[length..].IndexOf((byte)'\n') + 1 : 0;
            if (isIncluded(at))
            {
                rest[..length].CopyTo(_buffer.GetSpan(length));
                _buffer.Advance(length);
                Count++;
            }

            rest = rest[length..];
        }
    }

    /// <summary>Removes all operations and keeps the buffer.</summary>
    public void Clear()
    {
        _buffer.Truncate(0);
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }

    private void WriteAction(string action, string index, string id, long version)
    {
        _writer.WriteStartObject();
        _writer.WriteStartObject(action);
        _writer.WriteString("_index"u8, index);
        _writer.WriteString("_id"u8, id);
        _writer.WriteNumber("version"u8, version);
        _writer.WriteString("version_type"u8, "external"u8);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        EndLine();
    }

    private void EndLine()
    {
        _writer.Flush();
        _writer.Reset();
        _buffer.Append((byte)'\n');
    }
}
