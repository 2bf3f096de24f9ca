using System.Text.Json;
using Lucene.Net.Search;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Converts queries of the Elasticsearch query DSL to Lucene queries.</summary>
internal sealed class QueryReader(IndexMapping mapping, DateTimeOffset now)
{
    private const int MaxDepth = 30;
    private const int MaxClauses = 70_000;

    private int _depth;

    static QueryReader() => BooleanQuery.MaxClauseCount = MaxClauses;

    public IndexMapping Mapping => mapping;

    public DateTimeOffset Now => now;

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

        if (++_depth > MaxDepth)
        {
            throw NodeException.IllegalArgument(
                $"The nested depth of the query exceeds the maximum nested depth for queries set in [{MaxDepth}]");
        }

        try
        {
            return Read(name, body);
        }
        finally
        {
            _depth--;
        }
    }

    private Query Read(string name, JsonElement body) => name switch
    {
        "match_all" => new MatchAllDocsQuery(),
        "match_none" => new BooleanQuery(),
        "bool" => BoolQueries.Bool(this, body),
        "constant_score" => BoolQueries.ConstantScore(this, body),
        "match" => MatchQueries.Match(this, body),
        "match_phrase" => MatchQueries.Phrase(this, body),
        "match_bool_prefix" => MatchQueries.BoolPrefix(this, body),
        "term" => TermQueries.Term(this, body),
        "terms" => TermQueries.Terms(this, body),
        "range" => RangeQueries.Range(this, body),
        "exists" => TermQueries.Exists(this, body),
        "prefix" => TermQueries.Prefix(this, body),
        "wildcard" => TermQueries.Wildcard(this, body),
        "fuzzy" => TermQueries.Fuzzy(this, body),
        "ids" => TermQueries.Ids(body),
        _ => throw NodeException.Parsing($"unknown query [{name}]"),
    };
}
