using System.Text.Json;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Converts queries of the Elasticsearch query DSL to Lucene queries.</summary>
/// <param name="mapping">The mapping of the index.</param>
/// <param name="now">The value of <c>now</c>.</param>
/// <param name="interrupt">Throws if the search is to end. Null if it cannot be interrupted.</param>
internal sealed class QueryReader(IndexMapping mapping, DateTimeOffset now, Action? interrupt = null)
{
    private const int MaxDepth = 30;
    private const int MaxClauses = 70_000;

    private int _depth;
    private int _clauses;

    static QueryReader() => BooleanQuery.MaxClauseCount = MaxClauses;

    public IndexMapping Mapping => mapping;

    /// <summary>The queries with a name that were read.</summary>
    public Dictionary<string, Query> Named { get; } = [];

    public DateTimeOffset Now => now;

    /// <summary>Throws if the search is to end. Null if it cannot be interrupted.</summary>
    public Action? Interrupt => interrupt;

    /// <summary>Returns a query with a filter, which has no effect on scores.</summary>
    public static Query Filtered(Query query, Query filter) => new BooleanQuery(disableCoord: true)
    {
        { query, Occur.MUST },
        { new ConstantScoreQuery(filter) { Boost = 0 }, Occur.MUST },
    };

    /// <summary>Reads a query object, which has the name of the query as its only member.</summary>
    /// <exception cref="NodeException">The query is invalid or not supported.</exception>
    public Query Read(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing("[_na] query malformed, must start with start_object");
        }

        using var members = query.EnumerateObject();
        if (!members.MoveNext())
        {
            throw NodeException.IllegalArgument("query malformed, empty clause found");
        }

        var (name, body) = (members.Current.Name, members.Current.Value);
        if (members.MoveNext())
        {
            throw NodeException.Parsing($"[{name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            throw NodeException.Parsing($"[{name}] query malformed, no start_object after query name");
        }

        // The clause within the deepest compound query does not count.
        if (++_depth > MaxDepth + 1)
        {
            throw NodeException.IllegalArgument(
                $"The nested depth of the query exceeds the maximum nested depth for queries set in [{MaxDepth}]");
        }

        // Lucene counts the clauses of each query alone.
        if (++_clauses > MaxClauses)
        {
            throw NodeException.TooManyClauses(MaxClauses);
        }

        try
        {
            var read = Read(name, body);
            read.Boost *= BoostOf(name, body);
            if (JsonText.ScalarOf(OptionOf(name, body, "_name")) is { } title)
            {
                Named[title] = read;
            }

            return read;
        }
        finally
        {
            _depth--;
        }
    }

    private static float BoostOf(string name, JsonElement body)
    {
        var boost = OptionOf(name, body, "boost");
        var factor = boost.ValueKind switch
        {
            JsonValueKind.Undefined => 1,
            JsonValueKind.Null when name == "boosting" => 1,
            JsonValueKind.Null when !ReadsBoostDirectly(name) =>
                throw NodeException.Parsing($"[{name}] unknown token [VALUE_NULL] after [boost]"),
            JsonValueKind.Array or JsonValueKind.Object when !ReadsBoostDirectly(name) =>
                throw NodeException.Parsing($"[{name}] query does not support [boost]"),
            _ => ParseBoost(name, boost),
        };
        return !float.IsInfinity(factor) ? factor
            : throw NodeException.OfQuery($"boost must be a positive float, got {(factor > 0 ? "" : "-")}Infinity");
    }

    // The parsers of some queries in Elasticsearch do not check the type of a boost before they read it.
    private static bool ReadsBoostDirectly(string name) =>
        name is "term" or "range" or "prefix" or "wildcard" or "regexp" or "bool" or "dis_max";

    private static float ParseBoost(string name, JsonElement boost)
    {
        try
        {
            return RequestValue.Float(boost) is var factor and not < 0
                ? factor
                : throw NodeException.IllegalArgument(
                    $"negative [boost] are not allowed in [{name}], use a value between 0 and 1 to deboost");
        }
        catch (NodeException fault) when (name is "bool")
        {
            throw NodeException.Content($"[bool] failed to parse field [boost]: {fault.Message}");
        }
        catch (NodeException fault) when (name is "match_all" or "match_none" or "ids")
        {
            throw NodeException.Parsing($"[{name}] failed to parse field [boost]: {fault.Message}");
        }
    }

    // The boost and the name are options of the query, or of the clause on its only field.
    private static JsonElement OptionOf(string name, JsonElement body, string option)
    {
        if (body.TryGetProperty(option, out var value) || name is "bool" or "constant_score" or "boosting" or "dis_max")
        {
            return value;
        }

        var field = body.EnumerateObject().FirstOrDefault(member => member.Value.ValueKind == JsonValueKind.Object).Value;
        return field.ValueKind == JsonValueKind.Object && field.TryGetProperty(option, out value) ? value : default;
    }

    private static Query WithoutOptions(string name, JsonElement body, Query query) =>
        body.EnumerateObject().FirstOrDefault(member => member.Name is not ("boost" or "_name")) is
        { Value.ValueKind: not JsonValueKind.Undefined } unknown
            ? throw NodeException.Parsing($"[{name}] unknown field [{unknown.Name}]")
            : query;

    private Query Read(string name, JsonElement body) => name switch
    {
        "match_all" => WithoutOptions(name, body, new MatchAllDocsQuery()),
        "match_none" => WithoutOptions(name, body, new BooleanQuery()),
        "bool" => BoolQueries.Bool(this, body),
        "constant_score" => BoolQueries.ConstantScore(this, body),
        "match" => MatchQueries.Match(this, body),
        "match_phrase" => MatchQueries.Phrase(this, body),
        "match_phrase_prefix" => MatchQueries.PhrasePrefix(this, body),
        "match_bool_prefix" => MatchQueries.BoolPrefix(this, body),
        "term" => TermQueries.Term(this, body),
        "terms" => TermQueries.Terms(this, body),
        "range" => RangeQueries.Range(this, body),
        "exists" => TermQueries.Exists(this, body),
        "prefix" => TermQueries.Prefix(this, body),
        "wildcard" => TermQueries.Wildcard(this, body),
        "fuzzy" => TermQueries.Fuzzy(this, body),
        "regexp" => RegularQueries.Read(this, body),
        "ids" => TermQueries.Ids(body),
        "dis_max" => BoolQueries.DisMax(this, body),
        "boosting" => BoolQueries.Boosting(this, body),
        "terms_set" => TermsSetQueries.Read(this, body),
        "multi_match" => MultiMatchQueries.Read(this, body),
        "simple_query_string" => SimpleStringQueries.Read(this, body),
        "query_string" => StringQueries.Read(this, body),
        _ => throw NodeException.Parsing($"unknown query [{name}]"),
    };
}
