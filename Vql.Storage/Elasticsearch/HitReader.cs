using System.Globalization;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the answers of <c>_search</c> and <c>_count</c>; a partial one is a failure.</summary>
internal static class HitReader
{
    private static readonly ElasticsearchFailure TimedOut =
        new(ElasticsearchFailureKind.Timeout, "the search timed out; its hits are not all");

    private static readonly ElasticsearchFailure ShardsFailed =
        new(ElasticsearchFailureKind.Incomplete, "a shard failed; the answer is not whole");

    public static ElasticsearchAnswer<IReadOnlyList<SearchHit>> Read(
        ReadOnlySpan<byte> body, EntityFields entity, IReadOnlyList<VqlOrder> order)
    {
        var hits = new List<SearchHit>();
        ElasticsearchFailure? failure = null;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("timed_out"u8))
            {
                reader.Read();
                failure ??= reader.GetBoolean() ? TimedOut : null;
            }
            else if (reader.ValueTextEquals("_shards"u8))
            {
                failure ??= ReadFailedShards(ref reader) > 0 ? ShardsFailed : null;
            }
            else if (reader.ValueTextEquals("hits"u8))
            {
                ReadHits(ref reader, entity, order, hits);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ElasticsearchAnswer<IReadOnlyList<SearchHit>>(hits, failure);
    }

    public static ElasticsearchAnswer<long> ReadCount(ReadOnlySpan<byte> body)
    {
        long? count = null;
        ElasticsearchFailure? failure = null;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("count"u8))
            {
                reader.Read();
                count = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("_shards"u8))
            {
                failure = ReadFailedShards(ref reader) > 0 ? ShardsFailed : null;
            }
            else
            {
                reader.Skip();
            }
        }

        return new ElasticsearchAnswer<long>(count ?? throw new JsonException("there is no count"), failure);
    }

    private static int ReadFailedShards(ref Utf8JsonReader reader)
    {
        var failed = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("failed"u8))
            {
                reader.Read();
                failed = reader.GetInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return failed;
    }

    // "hits" is an object with the array "hits" in it.
    private static void ReadHits(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order, List<SearchHit> hits)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("hits"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                hits.Add(ReadHit(ref reader, entity, order));
            }
        }
    }

    private static SearchHit ReadHit(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order)
    {
        string?[]? sort = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sort"u8))
            {
                sort = ReadSort(ref reader, entity, order);
            }
            else
            {
                reader.Skip();
            }
        }

        return sort?[^1] is { } uuid
            ? new SearchHit(uuid, sort)
            : throw new JsonException("a hit has no uuid: the index holds documents that are none of this system's");
    }

    // The total order ends with the uuid, so that is the last sort value.
    private static string?[] ReadSort(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order)
    {
        var sort = new string?[order.Count];
        reader.Read();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            sort[index] = reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => reader.GetString(),
                _ => Number(reader.ValueSpan, entity[order[index].Field], order[index]),
            };
        }

        return sort;
    }

    private static string? Number(ReadOnlySpan<byte> written, Field field, VqlOrder member)
    {
        var missing = field.Kind is FieldKind.Number or FieldKind.Date
            && long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value == DslCompiler.MissingNumber(member);
        return missing ? null : Encoding.UTF8.GetString(written);
    }
}
