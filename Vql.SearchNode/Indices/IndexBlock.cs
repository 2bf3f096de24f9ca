using System.Text.Json.Nodes;

namespace Vql.SearchNode.Indices;

/// <summary>What a request does with an index.</summary>
internal enum IndexAccess
{
    /// <summary>Reads settings, mappings, or aliases.</summary>
    ReadMetadata,

    /// <summary>Changes settings, mappings, or aliases, or deletes the index.</summary>
    WriteMetadata,

    /// <summary>Reads documents.</summary>
    Read,

    /// <summary>Writes documents.</summary>
    Write,

    /// <summary>Measures the index, which must be open.</summary>
    Statistics,
}

/// <summary>A setting of <c>index.blocks</c>, which forbids requests to an index.</summary>
/// <param name="Name">The name.</param>
/// <param name="Number">The number in errors and in the state of the cluster.</param>
/// <param name="Reason">The description.</param>
/// <param name="Forbids">The requests that it forbids.</param>
internal sealed record IndexBlock(string Name, int Number, string Reason, IReadOnlyList<IndexAccess> Forbids)
{
    /// <summary>The prefix of the settings.</summary>
    public const string Prefix = "blocks.";

    /// <summary>The block that Elasticsearch sets when a disk is full. The index can be deleted.</summary>
    public const string AllowDelete = "read_only_allow_delete";

    /// <summary>All blocks.</summary>
    public static IReadOnlyList<IndexBlock> All { get; } =
    [
        new("read_only", 5, "index read-only (api)", [IndexAccess.WriteMetadata, IndexAccess.Write]),
        new("read", 7, "index read (api)", [IndexAccess.Read]),
        new("write", 8, "index write (api)", [IndexAccess.Write]),
        new("metadata", 9, "index metadata (api)", [IndexAccess.ReadMetadata, IndexAccess.WriteMetadata]),
        new(AllowDelete, 12, "disk usage exceeded flood-stage watermark, index has read-only-allow-delete block",
            [IndexAccess.WriteMetadata, IndexAccess.Write]),
    ];

    /// <summary>Returns the blocks that settings contain.</summary>
    public static IReadOnlyList<IndexBlock> Read(JsonObject settings)
    {
        var set = SettingNames.Flatten(settings, "").Where(setting => setting.Value?.ToString() is "true" or "")
            .Select(setting => setting.Name).ToHashSet();
        return [.. All.Where(block => set.Contains(Prefix + block.Name))];
    }

    /// <summary>Checks that a request may use an index.</summary>
    /// <exception cref="NodeException">The index is closed, or a block forbids the request.</exception>
    public static void Check(IndexState state, IndexAccess access, string? except = null)
    {
        if (state.IsClosed && access is IndexAccess.Read or IndexAccess.Write or IndexAccess.Statistics)
        {
            throw NodeException.Closed(state.Name);
        }

        if (state.Blocks.Count == 0)
        {
            return;
        }

        var blocks = state.Blocks.Where(block => block.Name != except && block.Forbids.Contains(access)).ToList();
        if (blocks.Count > 0)
        {
            throw NodeException.Blocked(state.Name, blocks.TrueForAll(block => block.Name == AllowDelete), string.Concat(blocks.Select(
                block => $" [{(block.Name == AllowDelete ? "TOO_MANY_REQUESTS" : "FORBIDDEN")}/{block.Number}/{block.Reason}];")));
        }
    }
}
