using System.Text.Json;

namespace Vql.SearchNode.Searching;

/// <summary>Writes the member <c>_shards</c> of responses.</summary>
internal static class ShardCounts
{
    /// <summary>Writes the number of shards, of which each index has one, and those that failed.</summary>
    public static void Write(Utf8JsonWriter writer, int count, IReadOnlyList<string> unavailable)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", count + unavailable.Count);
        writer.WriteNumber("successful", count);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", unavailable.Count);
        if (unavailable.Count > 0)
        {
            writer.WriteStartArray("failures");
            foreach (var index in unavailable)
            {
                writer.WriteStartObject();
                writer.WriteNumber("shard", 0);
                writer.WriteString("index", index);
                writer.WriteNull("node");
                writer.WriteStartObject("reason");
                writer.WriteString("type", NodeException.NoShards(index).Type);
                writer.WriteString("reason", NodeException.NoShards(index).Message);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
