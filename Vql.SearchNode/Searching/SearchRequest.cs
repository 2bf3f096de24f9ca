using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Search;
using Vql.SearchNode.Aggregations;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Highlighting;
using Vql.SearchNode.Mappings;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Searching;

/// <summary>A parsed search request.</summary>
internal sealed class SearchRequest
{
    private const int MaxWindow = 10_000;

    private static readonly string[] Members =
    [
        "query", "from", "size", "sort", "search_after", "_source", "track_total_hits", "timeout", "pit", "post_filter", "aggs",
        "aggregations", "highlight", "version", "seq_no_primary_term", "track_scores", "explain", "stored_fields", "terminate_after",
        "fields", "docvalue_fields",
    ];

    private SearchRequest(JsonElement body, QueryReader queries, IReadOnlyList<JsonObject> filters)
    {
        Query = ReadQuery(body, queries, filters);
        HitsQuery = body.TryGetProperty("post_filter", out var filter) ? QueryReader.Filtered(Query, queries.Read(filter)) : Query;
        TracksScores = Flag(body, "track_scores");
        From = Number(body, "from", 0);
        Size = Number(body, "size", 10);
        Point = PointRequest.Read(body);
        Sort = SortSpec.Read(body, queries.Mapping, Point is not null);
        var hasAfter = body.TryGetProperty("search_after", out var after);
        if (hasAfter)
        {
            SortOptions.CheckAfter(after);
        }

        After = Sort is not null && hasAfter ? Sort.ReadAfter(after) : null;
        Source = SourceFilter.Read(body);
        Queries = queries;
        Aggregations = Aggregation.ReadAll(body);
        Highlight = Highlight.Read(body);
        Fields = RequestedField.ReadAll(body, "fields");
        DocValueFields = RequestedField.ReadAll(body, "docvalue_fields");
        if (Fields.Count > 0 && SourceFilter.LoadsNothing(body))
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [stored_fields] cannot be disabled when using the [fields] option;");
        }

        NamedQueries = new Dictionary<string, Query>(queries.Named);
        LoadsStored = Highlight is not null || Fields.Count > 0 || !SourceFilter.LoadsNothing(body);
        WithVersion = Flag(body, "version");
        WithExplanation = Flag(body, "explain");
        WithSequenceNumber = Flag(body, "seq_no_primary_term");
        (TracksTotal, TotalLimit) = ReadTotal(body);
        if (Sort is null && hasAfter)
        {
            throw NodeException.OfSearch("illegal_argument_exception", "Sort must contain at least one field.");
        }

        if (After is not null && From > 0)
        {
            throw new NodeException(400, "action_request_validation_exception",
                "Validation Failed: 1: [from] parameter must be set to 0 when [search_after] is used;");
        }

        if (From < 0 || Size < 0)
        {
            throw NodeException.IllegalArgument("[from] and [size] parameters cannot be negative");
        }

        if (From + (long)Size > MaxWindow)
        {
            throw NodeException.OfSearch("illegal_argument_exception",
                $"Result window is too large, from + size must be less than or equal to: [{MaxWindow}] but was [{From + (long)Size}].");
        }
    }

    /// <summary>The query, which aggregations use too.</summary>
    public Query Query { get; }

    /// <summary>The query with <c>post_filter</c>.</summary>
    public Query HitsQuery { get; }

    /// <summary>Whether hits have scores regardless of their order.</summary>
    public bool TracksScores { get; }

    /// <summary>A request without options.</summary>
    public static SearchRequest Nothing => Read(JsonElement.Parse("{}"), new QueryReader(IndexMapping.Empty, default), []);

    /// <summary>Reads the queries of aggregations.</summary>
    public QueryReader Queries { get; }

    public int From { get; }

    public int Size { get; }

    /// <summary>The point in time to search. Null to search the last refresh.</summary>
    public PointRequest? Point { get; }

    public SortSpec? Sort { get; }

    public SearchAfter? After { get; }

    public SourceFilter Source { get; }

    public IReadOnlyList<Aggregation> Aggregations { get; }

    public Highlight? Highlight { get; }

    /// <summary>The fields whose values hits have from their source.</summary>
    public IReadOnlyList<RequestedField> Fields { get; }

    /// <summary>The fields whose values hits have from doc values.</summary>
    public IReadOnlyList<RequestedField> DocValueFields { get; }

    /// <summary>The queries with a name, of which hits have the names of those that they match.</summary>
    public IReadOnlyDictionary<string, Query> NamedQueries { get; }

    /// <summary>Whether the stored fields of a hit are loaded, which include its id.</summary>
    public bool LoadsStored { get; }

    public bool WithVersion { get; }

    /// <summary>Whether each hit has an explanation of its score.</summary>
    public bool WithExplanation { get; }

    public bool WithSequenceNumber { get; }

    public bool TracksTotal { get; }

    /// <summary>The maximum total that is reported exactly.</summary>
    public int TotalLimit { get; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="queries">Reads its queries.</param>
    /// <param name="filters">Further filters, of which one must match. Empty for none.</param>
    /// <exception cref="NodeException">The request is invalid, or the node does not support it.</exception>
    public static SearchRequest Read(JsonElement body, QueryReader queries, IReadOnlyList<JsonObject> filters)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing("Expected [START_OBJECT] but found something else");
        }

        if (Number(body, "terminate_after", 0) != 0)
        {
            throw NodeException.IllegalArgument("this node does not support [terminate_after]");
        }

        foreach (var member in body.EnumerateObject())
        {
            if (!Members.Contains(member.Name))
            {
                throw NodeException.Parsing($"unknown key [{member.Name}] in the search body: this node does not support it");
            }
        }

        return new SearchRequest(body, queries, filters);
    }

    /// <summary>Reads the query of a request. Without one, all documents match.</summary>
    /// <param name="body">The request.</param>
    /// <param name="queries">Reads the query.</param>
    /// <param name="filters">Further filters, of which one must match. Empty for none.</param>
    public static Query ReadQuery(JsonElement body, QueryReader queries, IReadOnlyList<JsonObject> filters)
    {
        var read = body.TryGetProperty("query", out var query) ? queries.Read(query) : new MatchAllDocsQuery();
        if (filters.Count == 0)
        {
            return read;
        }

        var any = new BooleanQuery(disableCoord: true);
        foreach (var filter in filters)
        {
            any.Add(queries.Read(JsonSerializer.SerializeToElement(filter)), Occur.SHOULD);
        }

        return QueryReader.Filtered(read, any);
    }

    private static bool Flag(JsonElement body, string name) => Scalar(body, name) is { } value && RequestValue.Boolean(value);

    private static int Number(JsonElement body, string name, int defaultValue) =>
        Scalar(body, name) is { } value ? RequestValue.Int(value) : defaultValue;

    private static JsonElement? Scalar(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) ? null
        : value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object) ? value
        : throw NodeException.Parsing($"Unknown key for a {RequestValue.TokenOf(value)} in [{name}].");

    private static (bool Tracks, int Limit) ReadTotal(JsonElement body)
    {
        if (Scalar(body, "track_total_hits") is not { } track)
        {
            return (true, MaxWindow);
        }

        if (JsonText.ScalarOf(track) is "true" or "false")
        {
            return RequestValue.Boolean(track) ? (true, int.MaxValue) : (false, 0);
        }

        var limit = RequestValue.Int(track);
        return limit switch
        {
            -1 => (false, 0),
            >= 0 => (true, limit),
            _ => throw NodeException.IllegalArgument($"[track_total_hits] parameter must be positive or equals to -1, got {limit}"),
        };
    }
}
