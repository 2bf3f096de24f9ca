using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>The size of an index, or of several.</summary>
/// <param name="Documents">The number of documents as of the last refresh.</param>
/// <param name="Deleted">The number of deleted documents that no merge has removed yet.</param>
/// <param name="Bytes">The size of the files, in bytes.</param>
/// <param name="Segments">The number of segments.</param>
/// <param name="LogBytes">The size of the log that a restart would replay, in bytes.</param>
internal readonly record struct IndexStatistics(long Documents, long Deleted, long Bytes, long Segments, long LogBytes)
{
    public static IndexStatistics Of(SearchIndex index)
    {
        var bytes = SizeOf(index);
        return index.Search(searcher => new IndexStatistics(
            searcher.IndexReader.NumDocs, searcher.IndexReader.NumDeletedDocs, bytes, searcher.IndexReader.Leaves.Count,
            index.UncommittedBytes));
    }

    /// <summary>Returns the size of the files of an index, in bytes.</summary>
    public static long SizeOf(SearchIndex index) => new DirectoryInfo(index.Folder)
        .EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);

    public IndexStatistics Add(IndexStatistics other) => new(
        Documents + other.Documents, Deleted + other.Deleted, Bytes + other.Bytes, Segments + other.Segments, LogBytes + other.LogBytes);

    /// <summary>Returns the statistics by the names of Elasticsearch's metrics.</summary>
    public JsonObject Describe() => new()
    {
        ["docs"] = new JsonObject { ["count"] = Documents, ["deleted"] = Deleted },
        ["store"] = new JsonObject { ["size_in_bytes"] = Bytes, ["total_data_set_size_in_bytes"] = Bytes },
        ["segments"] = new JsonObject { ["count"] = Segments },
        ["translog"] = new JsonObject { ["uncommitted_size_in_bytes"] = LogBytes, ["size_in_bytes"] = LogBytes },
    };
}
