using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vql.Storage.Buffers;
using Vql.Storage.Digests;

namespace Vql.Storage.Elasticsearch;

/// <summary>An indexed document.</summary>
/// <param name="Uuid">The id.</param>
/// <param name="Version">The version.</param>
/// <param name="Source">The source, one JSON object. Empty if it was not requested.</param>
public readonly record struct IndexedDocument(string Uuid, long Version, ReadOnlyMemory<byte> Source);

/// <summary>Reads the documents of an index in the order of their UUIDs.</summary>
public sealed class IndexScan(ISearchTransport transport, TimeProvider time)
{
    private const int PageSize = 1000;
    private const int DigestPageSize = 2500;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>
    /// Reads the searchable documents of a range in the byte order of their UUIDs. One page is kept in memory.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="range">The range of UUIDs.</param>
    /// <param name="withSource">Whether to read the sources.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ElasticsearchException">A page cannot be read.</exception>
    public async IAsyncEnumerable<IndexedDocument> ReadAsync(
        string index, UuidRange range, bool withSource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var page = await SearchAsync(
                index, PageSize, withSource, writer => WritePage(writer, range, after), ReadDocuments, cancellationToken);
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

    /// <summary>Computes the digest of the searchable documents of a range from the bytes of their sources.</summary>
    /// <returns>The digest and the greatest version, 0 without documents.</returns>
    /// <exception cref="ElasticsearchException">A page cannot be read.</exception>
    public async Task<(RangeDigest Digest, long GreatestVersion)> DigestAsync(
        string index, UuidRange range, CancellationToken cancellationToken)
    {
        var total = default(RangeDigest);
        var greatest = 0L;
        string? after = null;
        while (true)
        {
            var page = await SearchAsync(
                index, DigestPageSize, true, writer => WritePage(writer, range, after), DigestPage.Read, cancellationToken);
            total = total.With(page.Digest);
            greatest = Math.Max(greatest, page.GreatestVersion);
            if (page.Digest.Count < DigestPageSize)
            {
                return (total, greatest);
            }

            after = page.LastUuid;
        }
    }

    /// <summary>Reads the searchable documents with the UUIDs and their sources, in any order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="uuids">At most 1,000 UUIDs.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ElasticsearchException">The documents cannot be read.</exception>
    public Task<IReadOnlyList<IndexedDocument>> ReadAsync(
        string index, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
        SearchAsync(index, PageSize, true, writer => WriteIds(writer, uuids), ReadDocuments, cancellationToken);

    private async Task<T> SearchAsync<T>(
        string index,
        int size,
        bool withSource,
        Action<Utf8JsonWriter> writeQuery,
        BodyReader<T> read,
        CancellationToken cancellationToken)
    {
        using var body = new Utf8Buffer();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("size"u8, size);
            writer.WriteBoolean("version"u8, true);
            writer.WriteBoolean("_source"u8, withSource);
            writer.WriteBoolean("track_total_hits"u8, false);
            writer.WriteStartArray("sort"u8);
            writer.WriteStartObject();
            writer.WriteString("uuid"u8, "asc"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writeQuery(writer);
            writer.WriteEndObject();
        }

        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{index}/_search", body.Written), Deadline, read, cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading {index}", answer.Failure);
    }

    private static void WritePage(Utf8JsonWriter writer, UuidRange range, string? after)
    {
        if (range != UuidRange.All)
        {
            writer.WriteStartObject("query"u8);
            writer.WriteStartObject("range"u8);
            writer.WriteStartObject("uuid"u8);
            if (range.From is { } from)
            {
                writer.WriteString("gte"u8, from);
            }

            if (range.To is { } to)
            {
                writer.WriteString("lt"u8, to);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

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
            throw new JsonException("the response is incomplete");
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
