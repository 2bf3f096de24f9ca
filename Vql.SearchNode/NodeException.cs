namespace Vql.SearchNode;

/// <summary>An error that is returned with the status, type, and reason that Elasticsearch would use.</summary>
internal sealed class NodeException(int status, string type, string reason) : Exception(reason)
{
    private string? _cause;

    public int Status => status;

    public string Type => type;

    public static NodeException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);

    public static NodeException Parsing(string reason) => new(400, "parsing_exception", reason);

    /// <summary>The error of a value of a wrong type.</summary>
    public static NodeException Content(string reason) => new(400, "x_content_parse_exception", reason);

    /// <summary>The index that the error concerns. Null for none.</summary>
    public string? Index { get; private init; }

    /// <summary>Whether the error is that of a shard, and not of an index as a whole.</summary>
    public bool IsOfShard { get; private init; }

    /// <summary>Whether the error is that of running a search, and not of its request.</summary>
    public bool IsOfSearch { get; private init; }

    /// <summary>Returns the error as one of a document in an index.</summary>
    public NodeException In(string index) => new(Status, Type, Message) { Index = index, IsOfShard = true };

    /// <summary>The error of a search that an index cannot run.</summary>
    public static NodeException OfSearch(string type, string reason, int status = 400) => new(status, type, reason) { IsOfSearch = true };

    /// <summary>The error of a search with too many clauses.</summary>
    public static NodeException TooManyClauses(int max) =>
        OfSearch("too_many_nested_clauses", $"Query contains too many nested clauses; maxClauseCount is set to {max}");

    /// <summary>The error of a request that needs more memory than there is for all requests.</summary>
    public static NodeException CircuitBreaking(long wanted, long limit) => new(429, "circuit_breaking_exception",
        $"[parent] Data too large, data for the request would be [{wanted}], which is larger than the limit of [{limit}]");

    /// <summary>The error of aggregations with too many buckets, which is found after the search.</summary>
    public static NodeException TooManyBuckets(int max) => OfSearch("too_many_buckets_exception",
        $"Trying to create too many buckets. Must be less than or equal to: [{max}] but this number of buckets was exceeded.")
        .OfReduction();

    /// <summary>The error of a search on indices of which none can be opened.</summary>
    public static NodeException NoShards(string index) =>
        OfSearch("no_shard_available_action_exception", $"[{index}][0] primary shard is not active", 503).OnIndex(index);

    /// <summary>The error of a search that must not have partial results, on indices of which some cannot be opened.</summary>
    public static NodeException MissingShards(IEnumerable<string> indices) => OfSearch("search_phase_execution_exception",
        $"Search rejected due to missing shards [{string.Join(", ", indices.Select(index => $"[{index}][0]"))}]. " +
        "Consider using `allow_partial_search_results` setting to bypass this error.", 503).OfReduction();

    /// <summary>The error of a query that does not fit its field.</summary>
    /// <param name="reason">What is wrong.</param>
    /// <param name="cause">The type of the cause.</param>
    public static NodeException OfQuery(string reason, string cause = "illegal_argument_exception") =>
        new(400, "query_shard_exception", $"failed to create query: {reason}") { IsOfSearch = true, _cause = cause };

    /// <summary>Returns the error as that of an aggregation, which does not name the query.</summary>
    public NodeException OfAggregation() => _cause is null ? this : OfSearch(_cause, Message);

    /// <summary>The error that caused this one, which clients see as the root cause. Null if it is this one.</summary>
    public NodeException? Root { get; private init; }

    /// <summary>Returns the error with the one that caused it.</summary>
    public NodeException CausedBy(NodeException root) => new(Status, Type, Message) { Root = root };

    /// <summary>Returns the error of a member of a request whose value cannot be parsed.</summary>
    public NodeException InMember(string parser, string member) =>
        new(400, "x_content_parse_exception", $"[{parser}] failed to parse field [{member}]: {Message}")
        {
            Root = Root ?? (Type == "parsing_exception" ? this : null),
        };

    /// <summary>Whether the error is that of a search as a whole, and not of one of its indices.</summary>
    public bool IsOfReduction { get; private init; }

    private NodeException OfReduction() => new(Status, Type, Message) { IsOfSearch = true, IsOfReduction = true };

    /// <summary>Returns the error of a search with the index.</summary>
    public NodeException OnIndex(string index) => new(Status, Type, Message) { Index = index, IsOfSearch = true };

    public static NodeException NoSuchIndex(string name) =>
        new(404, "index_not_found_exception", $"no such index [{name}]") { Index = name };

    /// <summary>The error of an index that accepts no writes because its disk is full or fails.</summary>
    public static NodeException Blocked(string index, Exception cause) => IsDiskFull(cause)
        ? new(429, "cluster_block_exception",
            $"index [{index}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, " +
            "index has read-only-allow-delete block];")
        : Unavailable(index, cause.Message);

    /// <summary>The error of a request that needs metadata of the node that could not be read.</summary>
    public static NodeException MetadataBlocked(string reason) =>
        new(503, "cluster_block_exception", $"blocked by: [SERVICE_UNAVAILABLE/metadata is not available: {reason}];");

    /// <summary>The error of an index that forbids a request.</summary>
    /// <param name="index">The index.</param>
    /// <param name="isOfDisk">Whether the index is blocked because its disk was full.</param>
    /// <param name="blocks">The blocks.</param>
    public static NodeException Blocked(string index, bool isOfDisk, string blocks) =>
        new(isOfDisk ? 429 : 403, "cluster_block_exception", $"index [{index}] blocked by:{blocks}");

    /// <summary>The error of documents of an index that is closed.</summary>
    public static NodeException Closed(string index) => new(400, "index_closed_exception", "closed") { Index = index };

    /// <summary>The error of an index that cannot be opened.</summary>
    public static NodeException Unavailable(string index, string reason) =>
        new(503, "unavailable_shards_exception", $"[{index}][0] primary shard is not active: {reason}");

    public static NodeException BadDocument(string reason) => new(400, "document_parsing_exception", reason);

    // The error numbers of Linux and macOS, and of Windows.
    private static bool IsDiskFull(Exception exception) =>
        exception is IOException { HResult: 28 or unchecked((int)0x80070070) or unchecked((int)0x80070027) }
        || (exception.InnerException is { } inner && IsDiskFull(inner));
}
