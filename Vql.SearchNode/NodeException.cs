namespace Vql.SearchNode;

/// <summary>An error that is returned with the status, type, and reason that Elasticsearch would use.</summary>
internal sealed class NodeException(int status, string type, string reason) : Exception(reason)
{
    public int Status => status;

    public string Type => type;

    public static NodeException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);

    public static NodeException Parsing(string reason) => new(400, "parsing_exception", reason);

    /// <summary>The index that the error concerns. Null for none.</summary>
    public string? Index { get; private init; }

    /// <summary>Whether the error is that of a shard, and not of an index as a whole.</summary>
    public bool IsOfShard { get; private init; }

    /// <summary>Returns the error as one of a document in an index.</summary>
    public NodeException In(string index) => new(Status, Type, Message) { Index = index, IsOfShard = true };

    public static NodeException NoSuchIndex(string name) =>
        new(404, "index_not_found_exception", $"no such index [{name}]") { Index = name };

    /// <summary>The error of an index that accepts no writes because its disk is full or fails.</summary>
    public static NodeException Blocked(string index, Exception cause) => IsDiskFull(cause)
        ? new(429, "cluster_block_exception",
            $"index [{index}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, " +
            "index has read-only-allow-delete block];")
        : Unavailable(index, cause.Message);

    /// <summary>The error of an index that cannot be opened.</summary>
    public static NodeException Unavailable(string index, string reason) =>
        new(503, "unavailable_shards_exception", $"[{index}][0] primary shard is not active: {reason}");

    public static NodeException BadDocument(string reason) => new(400, "document_parsing_exception", reason);

    // The error numbers of Linux and macOS, and of Windows.
    private static bool IsDiskFull(Exception exception) =>
        exception is IOException { HResult: 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) }
        || (exception.InnerException is { } inner && IsDiskFull(inner));
}
