using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Storage.Buffers;
using Vql.Storage.Digests;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>The expected document of a row. The buffer is reused for all rows.</summary>
internal sealed class ExpectedDocument : IDisposable
{
    private readonly Utf8Buffer _text = new();
    private readonly Utf8JsonWriter _writer;
    private long _version;

    public ExpectedDocument() =>
        _writer = new Utf8JsonWriter(
            _text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>The digest of the document.</summary>
    public long Digest => RangeDigest.Of(_text.Written.Span);

    /// <summary>The document as JSON; empty if the row cannot be converted.</summary>
    public ReadOnlySpan<byte> Json => _text.Written.Span;

    /// <summary>Writes the document of the cursor's row.</summary>
    public ExpectedDocument Of(DocumentCursor cursor)
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
            // A row that cannot be converted has no valid document, so no indexed document matches it.
            _writer.Reset();
            _text.Truncate(0);
        }

        _version = cursor.Version;
        return this;
    }

    /// <summary>
    /// Returns whether an indexed document has the expected content. A version ahead of the database is always wrong,
    /// because no later write could replace it.
    /// </summary>
    public bool Matches(IndexedDocument document) =>
        document.Version <= _version
        && (document.Source.Span.SequenceEqual(_text.Written.Span) || IsSameJson(document.Source, _text.Written));

    public void Dispose()
    {
        _writer.Dispose();
        _text.Dispose();
    }

    // Documents are nearly always identical byte by byte, but other writers can format the same JSON differently.
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
