using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the responses of <c>_search</c> and <c>_count</c>. A partial response is a failure.</summary>
internal static class HitReader
{
    private static readonly ElasticsearchFailure TimedOut =
        new(ElasticsearchFailureKind.Timeout, "the search timed out; its hits are incomplete");

    private static readonly ElasticsearchFailure ShardsFailed =
        new(ElasticsearchFailureKind.Incomplete, "a shard failed; the response is incomplete");

    public static ElasticsearchAnswer<SearchPage> Read(
        ReadOnlySpan<byte> body, EntityFields entity, IReadOnlyList<VqlOrder> order, IReadOnlyList<VqlFacet> facets)
    {
        var page = new SearchPage { Hits = new List<SearchHit>() };
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
                ReadHits(ref reader, entity, order, ref page);
            }
            else if (reader.ValueTextEquals("pit_id"u8))
            {
                reader.Read();
                page = page with { PointInTime = reader.GetString() };
            }
            else if (reader.ValueTextEquals("aggregations"u8))
            {
                page = page with { Facets = FacetReader.Read(ref reader, facets) };
            }
            else
            {
                reader.Skip();
            }
        }

        return new ElasticsearchAnswer<SearchPage>(page, failure);
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

        return new ElasticsearchAnswer<long>(count ?? throw new JsonException("the response has no count"), failure);
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

    // "hits" is an object that contains the array "hits".
    private static void ReadHits(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order, ref SearchPage page)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("total"u8))
            {
                page = page with { Total = ReadTotal(ref reader) };
            }
            else if (reader.ValueTextEquals("hits"u8))
            {
                var hits = new List<SearchHit>();
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    hits.Add(ReadHit(ref reader, entity, order));
                }

                page = page with { Hits = hits };
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static SearchTotal ReadTotal(ref Utf8JsonReader reader)
    {
        var total = new SearchTotal(0, IsExact: false);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                total = total with { Value = reader.GetInt64() };
            }
            else
            {
                reader.Read();
                total = total with { IsExact = reader.ValueTextEquals("eq"u8) };
            }
        }

        return total;
    }

    private static SearchHit ReadHit(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order)
    {
        string?[]? sort = null;
        ReadOnlyMemory<byte> highlight = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sort"u8))
            {
                sort = ReadSort(ref reader, entity, order);
            }
            else if (reader.ValueTextEquals("highlight"u8))
            {
                reader.Read();
                highlight = JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray();
            }
            else
            {
                reader.Skip();
            }
        }

        return sort?[^1] is { } uuid
            ? new SearchHit(uuid, sort) { Highlight = highlight }
            : throw new JsonException("a hit has no UUID; the index contains documents that Vql did not write");
    }

    // The total order ends with the UUID, so the UUID is the last sort value.
    private static string?[] ReadSort(ref Utf8JsonReader reader, EntityFields entity, IReadOnlyList<VqlOrder> order)
    {
        var sort = new string?[order.Count];
        reader.Read();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index >= sort.Length)
            {
                // Elasticsearch adds its own tiebreaker to a point in time. It is not needed, because the UUID is unique.
                continue;
            }

            sort[index] = reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.String => reader.GetString(),
                _ when order[index].IsRelevance => ((long)reader.GetDouble()).ToString(CultureInfo.InvariantCulture),
                _ => Number(reader.ValueSpan, entity[order[index].Field], order[index]),
            };
        }

        return sort;
    }

    private static string? Number(ReadOnlySpan<byte> written, Field field, VqlOrder member)
    {
        var missing = field.Kind is FieldKind.Number or FieldKind.Date
            && long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value == Order.MissingNumber(member);
        return missing ? null : Encoding.UTF8.GetString(written);
    }
}
