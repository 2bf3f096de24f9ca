using System.Text;
using System.Text.Json;
using Vql.Storage.Digests;

namespace Vql.Storage.Elasticsearch;

/// <summary>The digest of a page of hits, read without keeping their sources.</summary>
/// <param name="Digest">The digest of the sources.</param>
/// <param name="GreatestVersion">The greatest version.</param>
/// <param name="LastUuid">The id of the last hit. Null for a response without hits.</param>
internal sealed record DigestPage(RangeDigest Digest, long GreatestVersion, string? LastUuid)
{
    /// <summary>Reads the response of a search.</summary>
    /// <exception cref="JsonException">The response is incomplete or invalid.</exception>
    public static DigestPage Read(ReadOnlySpan<byte> body)
    {
        var page = new DigestPage(default, 0, null);
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("hits"u8))
            {
                page = ReadHits(ref reader, body);
            }
            else if (reader.ValueTextEquals("timed_out"u8))
            {
                reader.Read();
                CheckComplete(reader.TokenType == JsonTokenType.False);
            }
            else if (reader.ValueTextEquals("_shards"u8))
            {
                reader.Read();
                CheckComplete(JsonElement.ParseValue(ref reader).GetProperty("failed").GetInt32() == 0);
            }
            else
            {
                reader.Skip();
            }
        }

        return page;
    }

    private static void CheckComplete(bool isComplete)
    {
        if (!isComplete)
        {
            throw new JsonException("the response is incomplete");
        }
    }

    private static DigestPage ReadHits(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var page = new DigestPage(default, 0, null);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("hits"u8))
            {
                reader.Skip();
                continue;
            }

            var (digest, greatest, last) = (default(RangeDigest), 0L, default(Range));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var (id, version, source) = ReadHit(ref reader);
                last = id;
                greatest = Math.Max(greatest, version);
                digest = digest.With(body[source]);
            }

            page = new DigestPage(digest, greatest, Encoding.UTF8.GetString(body[last]));
        }

        return page;
    }

    // Returns the ranges of the id and the source within the body.
    private static (Range Id, long Version, Range Source) ReadHit(ref Utf8JsonReader reader)
    {
        var (id, version, source) = (default(Range), 0L, default(Range));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_id"u8))
            {
                reader.Read();
                id = ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);
            }
            else if (reader.ValueTextEquals("_version"u8))
            {
                reader.Read();
                version = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("_source"u8))
            {
                reader.Read();
                var begin = (int)reader.TokenStartIndex;
                reader.Skip();
                source = begin..(int)reader.BytesConsumed;
            }
            else
            {
                reader.Skip();
            }
        }

        return (id, version, source);
    }
}
