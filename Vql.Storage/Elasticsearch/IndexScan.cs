using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>A document as an index holds it.</summary>
/// <param name="Uuid">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Source">What was indexed, one JSON object; empty when it was not asked for.</param>
public readonly record struct IndexedDocument(string Uuid, long Version, ReadOnlyMemory<byte> Source);

/// <summary>Reads what an index holds, past any search.</summary>
public sealed class IndexScan(ISearchTransport transport, TimeProvider time)
{
    private const int PageSize = 1000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>All searchable documents in the order of their uuids, byte by byte; memory for one page.</summary>
    /// <param name="index">The index.</param>
    /// <param name="withSource">Whether the sources are read too.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ElasticsearchException">A page could not be read.</exception>
    public async IAsyncEnumerable<IndexedDocument> ReadAsync(
        string index, bool withSource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await SearchAsync(index, withSource, writer => WriteAfter(writer, after), cancellationToken);
            foreach (var document in page)
            {
                yield return document;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Uuid;
        }
    }

    /// <summary>The documents with those uuids that are searchable, with their sources, in any order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="uuids">At most 1000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ElasticsearchException">They could not be read.</exception>
    public Task<IReadOnlyList<IndexedDocument>> ReadAsync(string index, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        SearchAsync(index, withSource: true, writer => WriteIds(writer, uuids), cancellationToken);

    private async Task<IReadOnlyList<IndexedDocument>> SearchAsync(
        string index, bool withSource, Action<Utf8JsonWriter> writeWhich, CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("size"u8, PageSize);
            writer.WriteBoolean("version"u8, true);
            writer.WriteBoolean("_source"u8, withSource);
            writer.WriteBoolean("track_total_hits"u8, false);
            writer.WriteStartArray("sort"u8);
            writer.WriteStartObject();
            writer.WriteString("uuid"u8, "asc"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writeWhich(writer);
            writer.WriteEndObject();
        }

        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{index}/_search", body.Written), Deadline, ReadDocuments, cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading {index}", answer.Failure);
    }

    private static void WriteAfter(Utf8JsonWriter writer, string? after)
    {
        if (after is not null)
        {
            writer.WriteStartArray("search_after"u8);
            writer.WriteStringValue(after);
            writer.WriteEndArray();
        }
    }

    private static void WriteIds(Utf8JsonWriter writer, IReadOnlyCollection<string> uuids)
    {
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("ids"u8);
        writer.WriteStartArray("values"u8);
        foreach (var uuid in uuids)
        {
            writer.WriteStringValue(uuid);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static IReadOnlyList<IndexedDocument> ReadDocuments(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var answer = JsonDocument.ParseValue(ref reader);
        if (answer.RootElement.GetProperty("timed_out").GetBoolean()
            || answer.RootElement.GetProperty("_shards").GetProperty("failed").GetInt32() > 0)
        {
            throw new JsonException("it is over a part of the index only");
        }

        var documents = new List<IndexedDocument>();
        foreach (var hit in answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
        {
            documents.Add(new IndexedDocument(
                hit.GetProperty("_id").GetString()!,
                hit.GetProperty("_version").GetInt64(),
                hit.TryGetProperty("_source", out var source) ? Raw(source) : default));
        }

        return documents;
    }

    private static byte[] Raw(JsonElement source) =>
        JsonMarshal.GetRawUtf8Value(source).ToArray();
}
