using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Queries;

/// <summary>Reads compound queries.</summary>
internal static class BoolQueries
{
    public static Query Bool(QueryReader reader, JsonElement body)
    {
        var clauses = new List<BooleanClause>();
        NodeException? fault = null;
        string? minimum = null;
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "must" or "filter" or "should" or "must_not":
                    var occur = member.Name switch { "should" => Occur.SHOULD, "must_not" => Occur.MUST_NOT, _ => Occur.MUST };
                    foreach (var clause in ClausesOf(member.Name, member.Value))
                    {
                        var read = ReadClause(reader, member.Name, clause, ref fault);
                        clauses.Add(new BooleanClause(
                            member.Name is "must" or "should" ? read : new ConstantScoreQuery(read) { Boost = 0 }, occur));
                    }

                    break;
                case "minimum_should_match":
                    minimum = member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                        ? throw WrongType("bool", member.Name, member.Value)
                        : JsonText.ScalarOf(member.Value);
                    break;
                case "boost" or "_name" or "adjust_pure_negative":
                    break;
                default:
                    throw NodeException.Content($"[bool] unknown field [{member.Name}]");
            }
        }

        // As in Elasticsearch, clauses are not run if the whole query can match nothing, and neither are their errors reported.
        if (clauses.Exists(clause => (clause.Occur == Occur.MUST && IsNone(clause.Query))
            || (clause.IsProhibited && clause.Query is ConstantScoreQuery { Query: MatchAllDocsQuery })))
        {
            return new BooleanQuery();
        }

        return fault is null ? Combine(clauses, minimum) : throw fault;
    }

    private static BooleanQuery Combine(List<BooleanClause> clauses, string? minimum)
    {
        var query = new BooleanQuery(disableCoord: true);
        clauses.ForEach(query.Add);
        var shoulds = clauses.Count(clause => clause.Occur == Occur.SHOULD);
        var required = clauses.Count(clause => clause.Occur == Occur.MUST);
        query.MinimumNumberShouldMatch = minimum is null
            ? shoulds > 0 && required == 0 ? 1 : 0
            : MinimumOf(minimum, shoulds);
        if (shoulds == 0 && required == 0)
        {
            // In Lucene, a query with only prohibited clauses matches nothing. In Elasticsearch, it matches all other
            // documents.
            query.Add(new ConstantScoreQuery(new MatchAllDocsQuery()) { Boost = clauses.Count == 0 ? 1 : 0 }, Occur.MUST);
        }

        return query;
    }

    private static Query ReadClause(QueryReader reader, string member, JsonElement clause, ref NodeException? fault)
    {
        try
        {
            return reader.Read(clause);
        }
        catch (NodeException unsuitable) when (unsuitable.IsOfSearch)
        {
            fault ??= unsuitable;
            return new TermQuery(new Lucene.Net.Index.Term(LuceneDocument.Id, ""));
        }
        catch (NodeException unparsable)
        {
            throw unparsable.InMember("bool", member);
        }
    }

    private static bool IsNone(Query query) =>
        query is BooleanQuery { Clauses.Count: 0 } || (query is ConstantScoreQuery { Query: { } inner } && IsNone(inner));

    public static Query ConstantScore(QueryReader reader, JsonElement body)
    {
        if (body.EnumerateObject().FirstOrDefault(member => member.Name is not ("filter" or "boost" or "_name")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw NodeException.Parsing($"[constant_score] query does not support [{unknown.Name}]");
        }

        return body.TryGetProperty("filter", out var filter)
            ? new ConstantScoreQuery(reader.Read(filter))
            : throw NodeException.Parsing("[constant_score] requires a 'filter' element");
    }

    /// <summary>Reads a query whose score is the highest one of its queries, plus a share of the others.</summary>
    public static Query DisMax(QueryReader reader, JsonElement body)
    {
        var tieBreaker = 0f;
        var queries = new List<Query>();
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "queries":
                    queries.AddRange(ListOf(member.Value).Select(reader.Read));
                    break;
                case "tie_breaker":
                    tieBreaker = member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                        ? throw NodeException.Parsing("[dis_max] query does not support [tie_breaker]")
                        : RequestValue.Float(member.Value);
                    break;
                case "boost" or "_name":
                    break;
                default:
                    throw NodeException.Parsing($"[dis_max] query does not support [{member.Name}]");
            }
        }

        return queries.Count == 0
            ? throw NodeException.Parsing("[dis_max] requires 'queries' field with at least one clause")
            : tieBreaker is >= 0 and <= 1 ? new DisjunctionMaxQuery(queries, tieBreaker)
            : throw NodeException.OfQuery("tieBreakerMultiplier must be in [0, 1]");
    }

    /// <summary>Reads a query whose score is reduced for documents that match another query.</summary>
    public static Query Boosting(QueryReader reader, JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("positive" or "negative" or "negative_boost" or "boost" or "_name"))
            {
                throw NodeException.Parsing($"[boosting] query does not support [{member.Name}]");
            }
        }

        return !body.TryGetProperty("positive", out var positive)
                ? throw NodeException.Parsing("[boosting] query requires 'positive' query to be set'")
            : !body.TryGetProperty("negative", out var negative)
                ? throw NodeException.Parsing("[boosting] query requires 'negative' query to be set'")
            : body.TryGetProperty("negative_boost", out var boost) && boost.GetSingle() is >= 0 and var factor
                ? new DemotedQuery(reader.Read(positive), reader.Read(negative), factor)
            : throw NodeException.Parsing("[boosting] query requires 'negative_boost' to be set to be a positive value'");
    }

    /// <summary>Sets the number of optional clauses of a query that must match.</summary>
    public static Query WithMinimum(BooleanQuery query, string minimum)
    {
        var optional = query.Clauses.Count(clause => clause.Occur == Occur.SHOULD);
        if (optional > 0)
        {
            query.MinimumNumberShouldMatch = MinimumOf(minimum, optional);
        }

        return query;
    }

    /// <summary>
    /// Parses <c>minimum_should_match</c>: a number or a percentage of the clauses, or several of them with the number of clauses
    /// above which each applies, as in <c>2&lt;-25% 9&lt;-3</c>. A negative value is the number of clauses that need not match.
    /// </summary>
    /// <returns>The number of clauses that must match.</returns>
    /// <exception cref="NodeException">The text is invalid.</exception>
    public static int MinimumOf(string text, int clauses)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return Math.Clamp(CountOf(text.Trim(), clauses), 0, clauses + 1);
        }

        var minimum = clauses;
        foreach (var condition in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (condition.Split('<') is not [var above, var value]
                || !int.TryParse(above, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
            {
                throw InvalidMinimum(text);
            }

            if (clauses <= limit)
            {
                break;
            }

            minimum = CountOf(value, clauses);
        }

        return Math.Clamp(minimum, 0, clauses + 1);
    }

    private static int CountOf(string text, int clauses)
    {
        var isPercentage = text.EndsWith('%');
        if (!int.TryParse(
            isPercentage ? text.AsSpan(..^1) : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw InvalidMinimum(text);
        }

        // A percentage is rounded toward zero after its sign was taken into account.
        var count = isPercentage ? (int)(clauses * (long)number / 100) : number;
        return number < 0 ? clauses + count : count;
    }

    private static NodeException InvalidMinimum(string text) =>
        NodeException.OfQuery($"For input string: \"{text}\"");

    private static JsonElement[] ClausesOf(string member, JsonElement clauses)
    {
        JsonElement[] all = clauses.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array or JsonValueKind.Object => ListOf(clauses),
            _ => throw WrongType("bool", member, clauses),
        };
        return all.FirstOrDefault(clause => clause.ValueKind == JsonValueKind.Array) is { ValueKind: not JsonValueKind.Undefined } other
            ? throw WrongType("bool", member, other)
            : all;
    }

    private static NodeException WrongType(string query, string member, JsonElement value) =>
        NodeException.Content($"[{query}] {member} doesn't support values of type: {RequestValue.TokenOf(value)}");

    private static JsonElement[] ListOf(JsonElement clauses) =>
        clauses.ValueKind == JsonValueKind.Array ? [.. clauses.EnumerateArray()] : [clauses];
}
