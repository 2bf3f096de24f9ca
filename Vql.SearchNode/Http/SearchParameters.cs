using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Searching;

namespace Vql.SearchNode.Http;

/// <summary>The URL parameters of a search, which replace the members of its body.</summary>
internal static class SearchParameters
{
    /// <summary>The names of the parameters that form a query.</summary>
    public static readonly string[] QueryNames = ["q", "df", "default_operator", "analyzer", "lenient", "analyze_wildcard"];

    private static readonly string[] Numbers = ["from", "size", "terminate_after"];
    private static readonly string[] BooleanNames = ["version", "seq_no_primary_term", "track_scores", "explain"];

    private static readonly (string Parameter, string Option)[] QueryOptions =
        [("df", "default_field"), ("default_operator", "default_operator"), ("analyzer", "analyzer")];

    private static readonly string[] QueryFlags = ["lenient", "analyze_wildcard"];

    // Hints of clusters, which have no effect on one node with one shard an index.
    private static readonly string[] Hints =
    [
        "preference", "routing", "search_type", "rest_total_hits_as_int", "typed_keys", "request_cache", "max_concurrent_shard_requests",
            "pre_filter_shard_size", "batched_reduce_size",
        "ccs_minimize_roundtrips",
    ];

    private static readonly (string Name, int Min)[] NumericHints =
        [("max_concurrent_shard_requests", 1), ("pre_filter_shard_size", 1), ("batched_reduce_size", 2)];

    /// <summary>The names of the parameters that a search accepts.</summary>
    public static readonly string[] Names =
    [
        .. Numbers, .. BooleanNames, .. Hints, .. SourceFilter.Parameters, .. QueryNames,
        "allow_partial_search_results", "sort", "timeout", "track_total_hits", "stored_fields", "docvalue_fields",
    ];

    /// <summary>Returns the body with the parameters of the URL.</summary>
    /// <exception cref="NodeException">A parameter is invalid.</exception>
    public static JsonElement Merge(JsonElement body, IQueryCollection query)
    {
        if (body.ValueKind != JsonValueKind.Object || query.Keys.All(name => name is "timeout" || !Names.Contains(name)))
        {
            return body;
        }

        CheckHints(query);
        var merged = JsonObject.Create(body)!;
        foreach (var name in Numbers.Where(query.ContainsKey))
        {
            merged[name] = Number(name, query[name].ToString());
        }

        foreach (var name in BooleanNames.Where(query.ContainsKey))
        {
            merged[name] = Flags.Read(name, query[name].ToString(), defaultValue: false);
        }

        if (SourceFilter.Parameters.Any(query.ContainsKey))
        {
            merged["_source"] = Source(query);
        }

        if (query.TryGetValue("sort", out var sort))
        {
            merged["sort"] = new JsonArray([.. sort.ToString().Split(',').Select(SortMember)]);
        }

        if (query.TryGetValue("track_total_hits", out var total))
        {
            merged["track_total_hits"] = total.ToString() is "" or "true" ? true
                : total == "false" ? false
                : Number("track_total_hits", total.ToString());
        }

        if (query.TryGetValue("stored_fields", out var stored))
        {
            merged["stored_fields"] = stored.ToString() == "_none_" ? "_none_" : Split(stored.ToString());
        }

        if (query.TryGetValue("docvalue_fields", out var columns))
        {
            merged["docvalue_fields"] = Split(columns.ToString());
        }

        if (ReadQuery(query) is { } text)
        {
            merged["query"] = text;
        }

        return JsonSerializer.SerializeToElement(merged);
    }

    /// <summary>Returns the query of the parameter <c>q</c>. Null if there is none.</summary>
    public static JsonObject? ReadQuery(IQueryCollection query)
    {
        if (!query.TryGetValue("q", out var text))
        {
            return QueryNames.FirstOrDefault(query.ContainsKey) is { } unused
                ? throw NodeException.IllegalArgument($"request contains the parameter [{unused}] without [q]")
                : null;
        }

        var options = new JsonObject { ["query"] = text.ToString() };
        foreach (var (parameter, option) in QueryOptions)
        {
            if (query.TryGetValue(parameter, out var value))
            {
                options[option] = value.ToString();
            }
        }

        foreach (var name in QueryFlags.Where(query.ContainsKey))
        {
            options[name] = Flags.Read(name, query[name].ToString(), defaultValue: false);
        }

        return new JsonObject { ["query_string"] = options };
    }

    // Hints without an effect are checked all the same.
    private static void CheckHints(IQueryCollection query)
    {
        foreach (var (name, min) in NumericHints.Where(hint => query.ContainsKey(hint.Name)))
        {
            if (Number(name, query[name].ToString()) < min)
            {
                throw NodeException.IllegalArgument($"[{name}] must be >= {min}");
            }
        }

        if (query.TryGetValue("search_type", out var type) && type.ToString() is not ("query_then_fetch" or "dfs_query_then_fetch"))
        {
            throw NodeException.IllegalArgument($"No search type for [{type}]");
        }
    }

    private static JsonNode Source(IQueryCollection query)
    {
        var source = query["_source"].ToString();
        if (source is "false")
        {
            return false;
        }

        var includes = (source is "" or "true" ? "" : source + ",") + query["_source_includes"];
        return new JsonObject { ["includes"] = Split(includes), ["excludes"] = Split(query["_source_excludes"].ToString()) };
    }

    private static JsonArray Split(string names) =>
        new([.. names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => (JsonNode)name)]);

    private static JsonNode SortMember(string member) => member.LastIndexOf(':') is var colon and > 0
        ? new JsonObject { [member[..colon]] = new JsonObject { ["order"] = member[(colon + 1)..] } }
        : member;

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NodeException.IllegalArgument($"Failed to parse int parameter [{name}] with value [{text}]");
}
