using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>The size of an index.</summary>
/// <param name="Documents">The number of searchable documents.</param>
/// <param name="Deleted">The number of replaced or deleted documents that still use disk space.</param>
/// <param name="Bytes">The size of the primary shards in bytes.</param>
/// <param name="Segments">The number of segments of the primary shards.</param>
public sealed record IndexStatistics(long Documents, long Deleted, long Bytes, long Segments);

/// <summary>Reads the statistics of indices and merges their segments.</summary>
public sealed class IndexInspector(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MergeDeadline = TimeSpan.FromHours(1);

    private readonly Exchange _exchange = new(transport, time);

    /// <summary>Reads the size of an index.</summary>
    /// <exception cref="ElasticsearchException">The statistics cannot be read.</exception>
    public async Task<IndexStatistics> ReadStatisticsAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, $"/{index}/_stats/docs,store,segments"), Deadline, ReadStatistics, cancellationToken);
        return answer.Succeeded ? answer.Value : throw new ElasticsearchException($"reading the statistics of {index}", answer.Failure);
    }

    /// <summary>Reads the number of uses of each field in searches since the nodes started.</summary>
    /// <returns>The uses by field. Null if the engine does not support field usage statistics.</returns>
    public async Task<IReadOnlyDictionary<string, long>?> ReadFieldUsageAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Get, $"/{index}/_field_usage_stats"), Deadline, ReadFieldUsage, cancellationToken);
        return answer.Value;
    }

    /// <summary>
    /// Merges each shard of an index into one segment. The index is smaller and faster to search until the next writes.
    /// </summary>
    /// <exception cref="ElasticsearchException">The merge failed.</exception>
    public async Task MergeAsync(string index, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(
            new TransportRequest(HttpMethod.Post, $"/{index}/_forcemerge?max_num_segments=1"),
            MergeDeadline,
            static _ => true,
            cancellationToken);
        if (!answer.Succeeded)
        {
            throw new ElasticsearchException($"merging {index}", answer.Failure);
        }
    }

    private static IndexStatistics ReadStatistics(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var primaries = JsonElement.ParseValue(ref reader).GetProperty("_all").GetProperty("primaries");
        var documents = primaries.GetProperty("docs");
        return new IndexStatistics(
            documents.GetProperty("count").GetInt64(),
            documents.GetProperty("deleted").GetInt64(),
            primaries.GetProperty("store").GetProperty("size_in_bytes").GetInt64(),
            primaries.GetProperty("segments").GetProperty("count").GetInt64());
    }

    private static Dictionary<string, long> ReadFieldUsage(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var usage = new Dictionary<string, long>();
        foreach (var index in JsonElement.ParseValue(ref reader).EnumerateObject().Where(member => member.Name != "_shards"))
        {
            foreach (var shard in index.Value.GetProperty("shards").EnumerateArray())
            {
                foreach (var field in shard.GetProperty("stats").GetProperty("fields").EnumerateObject())
                {
                    usage[field.Name] = usage.GetValueOrDefault(field.Name) + field.Value.GetProperty("any").GetInt64();
                }
            }
        }

        return usage;
    }
}
