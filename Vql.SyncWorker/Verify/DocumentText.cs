using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Storage.Buffers;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>The document that a row should have, one row at a time in one buffer.</summary>
internal sealed class DocumentText : IDisposable
{
    private readonly Utf8Buffer _text = new();
    private readonly Utf8JsonWriter _writer;
    private long _version;

    public DocumentText() =>
        _writer = new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Its digest.</summary>
    public long Digest => RangeDigest.Of(_text.Written.Span);

    /// <summary>Takes the cursor's row.</summary>
    public DocumentText Of(DocumentCursor cursor)
    {
        _text.Truncate(0);
        _writer.Reset();
        try
        {
            cursor.WriteDocument(_writer);
            _writer.Flush();
        }
        catch (UnreadableRowException)
        {
            // No document is what this row should have.
            _writer.Reset();
            _text.Truncate(0);
        }

        _version = cursor.Version;
        return this;
    }

    /// <summary>
    /// Whether the index holds just that. A version ahead of the database's is wrong whatever the
    /// document holds: nothing that happens to the row could replace it.
    /// </summary>
    public bool Matches(IndexedDocument document) =>
        document.Version <= _version
        && (document.Source.Span.SequenceEqual(_text.Written.Span) || IsSameJson(document.Source, _text.Written));

    public void Dispose()
    {
        _writer.Dispose();
        _text.Dispose();
    }

    // Byte for byte nearly always; another writer may have spelled the same JSON differently.
    private static bool IsSameJson(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (other.IsEmpty)
        {
            return false;
        }

        using var first = JsonDocument.Parse(one);
        using var second = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }
}
