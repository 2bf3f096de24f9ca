using System.Globalization;
using System.Text.Json;
using Lucene.Net.Search;

namespace Vql.SearchNode.Queries;

/// <summary>Reads compound queries.</summary>
internal static class BoolQueries
{
    public static Query Bool(QueryReader reader, JsonElement body)
    {
        var query = new BooleanQuery(disableCoord: true);
        var shoulds = 0;
        var required = 0;
        string? minimum = null;
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "must":
                    required += Add(reader, query, member.Value, Occur.MUST, scored: true);
                    break;
                case "filter":
                    required += Add(reader, query, member.Value, Occur.MUST, scored: false);
                    break;
                case "should":
                    shoulds += Add(reader, query, member.Value, Occur.SHOULD, scored: true);
                    break;
                case "must_not":
                    Add(reader, query, member.Value, Occur.MUST_NOT, scored: false);
                    break;
                case "minimum_should_match":
                    minimum = Clause.ScalarOf(member.Value);
                    break;
                case "boost" or "_name" or "adjust_pure_negative":
                    break;
                default:
                    throw NodeException.Parsing($"[bool] unknown field [{member.Name}]");
            }
        }

        query.MinimumNumberShouldMatch = minimum is null
            ? shoulds > 0 && required == 0 ? 1 : 0
            : MinimumOf(minimum, shoulds);
        if (shoulds == 0 && required == 0)
        {
            // In Lucene, a query with only prohibited clauses matches nothing. In Elasticsearch, it matches all other
            // documents.
            query.Add(new ConstantScoreQuery(new MatchAllDocsQuery()), Occur.MUST);
        }

        return query;
    }

    public static Query ConstantScore(QueryReader reader, JsonElement body) =>
        body.TryGetProperty("filter", out var filter)
            ? new ConstantScoreQuery(reader.Read(filter))
            : throw NodeException.Parsing("[constant_score] requires a 'filter' element");

    /// <summary>
    /// Parses <c>minimum_should_match</c>: a number or a percentage of the clauses. A negative value is the number of
    /// clauses that need not match.
    /// </summary>
    /// <returns>The number of clauses that must match.</returns>
    public static int MinimumOf(string text, int clauses)
    {
        var percent = text.EndsWith('%');
        if (!int.TryParse(percent ? text.AsSpan(..^1) : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw NodeException.IllegalArgument($"failed to parse [minimum_should_match] value [{text}]");
        }

        var count = percent ? clauses * number / 100 : number;
        return Math.Clamp(count < 0 ? clauses + count : count, 0, clauses + 1);
    }

    private static int Add(QueryReader reader, BooleanQuery query, JsonElement clauses, Occur occur, bool scored)
    {
        var list = clauses.ValueKind == JsonValueKind.Array ? clauses.EnumerateArray().ToArray() : [clauses];
        foreach (var clause in list)
        {
            var inner = reader.Read(clause);
            query.Add(scored ? inner : new ConstantScoreQuery(inner) { Boost = 0 }, occur);
        }

        return list.Length;
    }
}
