using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.QueryParsers.Classic;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Vql.SearchNode.Mappings;
using LuceneOperator = Lucene.Net.QueryParsers.Classic.Operator;

namespace Vql.SearchNode.Queries;

/// <summary>Reads <c>query_string</c>, whose text has the syntax of Lucene.</summary>
internal static class StringQueries
{
    private const int MaxGroups = 1_000;

    public static Query Read(QueryReader reader, JsonElement body)
    {
        string? text = null;
        string? minimum = null;
        List<string> names = [];
        var (isAnd, isLenient) = (false, (bool?)null);
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "query":
                    text = member.Value.GetString();
                    break;
                case "default_field":
                    names.Add(member.Value.GetString()!);
                    break;
                case "fields":
                    names.AddRange(member.Value.EnumerateArray().Select(name => name.GetString()!));
                    break;
                case "default_operator":
                    isAnd = Operators.IsAnd(Documents.JsonText.ScalarOf(member.Value));
                    break;
                case "minimum_should_match":
                    minimum = Documents.JsonText.ScalarOf(member.Value);
                    break;
                case "lenient":
                    isLenient = member.Value.GetBoolean();
                    break;
                case "boost" or "_name":
                    break;
                default:
                    throw NodeException.Parsing($"[query_string] query does not support [{member.Name}]");
            }
        }

        if (text is null)
        {
            throw NodeException.Parsing("[query_string] must be provided with a [query]");
        }

        if (text.Count(letter => letter == '(') > MaxGroups)
        {
            // Lucene's parser is recursive.
            throw NodeException.OfSearch("query_shard_exception", $"Failed to parse query: it has more than {MaxGroups} groups");
        }

        var fields = BoostedField.Expand(reader.Mapping, names.Count == 0 ? ["*"] : names);
        var parser = new Parser(reader, fields, isLenient ?? names is [] or ["*"])
        {
            DefaultOperator = isAnd ? LuceneOperator.AND : LuceneOperator.OR,
            AllowLeadingWildcard = true,
        };
        try
        {
            var query = text.Trim().Length == 0 ? new BooleanQuery() : parser.Parse(text);
            if (query is not BooleanQuery { Clauses.Count: > 0 } clauses)
            {
                return query;
            }

            if (clauses.Clauses.All(clause => clause.IsProhibited))
            {
                // In Lucene, a query with only prohibited clauses matches nothing.
                clauses.Add(new ConstantScoreQuery(new MatchAllDocsQuery()) { Boost = 0 }, Occur.MUST);
            }

            return minimum is null ? clauses : BoolQueries.WithMinimum(clauses, minimum);
        }
        catch (ParseException exception)
        {
            throw NodeException.OfSearch("query_shard_exception", $"Failed to parse query [{text}]: {exception.Message}");
        }
    }

    /// <summary>Lucene's parser, which leaves the clauses on fields to the readers of the query DSL.</summary>
    private sealed class Parser(QueryReader reader, List<BoostedField> fields, bool isLenient)
        : QueryParser(LuceneVersion.LUCENE_48, DefaultField, reader.Mapping.Analyzer)
    {
        // A name that no field has, for clauses without one.
        private const string DefaultField = "";
        private const string Exists = "_exists_";

        protected override Query GetFieldQuery(string field, string queryText, bool quoted) => field == Exists
            ? Of("exists", new JsonObject { ["field"] = queryText })
            : !quoted && queryText.Length > 1 && queryText[0] is '>' or '<'
            ? OnFields(field, name => Compared(name, queryText))
            : OnFields(field, name => Clause(quoted ? "match_phrase" : "match", name, "query", queryText));

        protected override Query GetFieldQuery(string field, string queryText, int slop) => OnFields(field, name => Of("match_phrase",
            new JsonObject { [name] = new JsonObject { ["query"] = queryText, ["slop"] = slop } }));

        protected override Query GetRangeQuery(string field, string part1, string part2, bool startInclusive, bool endInclusive) =>
            OnFields(field, name => Of("range", new JsonObject
            {
                [name] = new JsonObject { [startInclusive ? "gte" : "gt"] = part1, [endInclusive ? "lte" : "lt"] = part2 },
            }));

        protected override Query GetWildcardQuery(string field, string termStr) => termStr == "*"
            ? field is "*" or DefaultField ? new MatchAllDocsQuery() : Of("exists", new JsonObject { ["field"] = field })
            : OnFields(field, name => Clause("wildcard", name, "value", Cased(name, termStr)));

        protected override Query GetPrefixQuery(string field, string termStr) =>
            OnFields(field, name => Clause("prefix", name, "value", Cased(name, termStr)));

        protected override Query GetRegexpQuery(string field, string termStr) =>
            OnFields(field, name => reader.Mapping.Find(name) is { Type: FieldType.Text or FieldType.Keyword }
                ? Regular(name, termStr)
                : new BooleanQuery());

        protected override Query GetFuzzyQuery(string field, string termStr, float minSimilarity) => OnFields(field, name => Of("fuzzy",
            new JsonObject
            {
                [name] = new JsonObject
                {
                    ["value"] = Cased(name, termStr),
                    ["fuzziness"] = minSimilarity >= 1 ? $"{(int)minSimilarity}" : "AUTO",
                },
            }));

        // As in Elasticsearch, an expression that is too complex matches nothing here.
        private Query Regular(string field, string text)
        {
            try
            {
                return Clause("regexp", field, "value", text);
            }
            catch (NodeException fault) when (fault.IsOfSearch)
            {
                return new BooleanQuery();
            }
        }

        private Query Compared(string field, string text)
        {
            var isInclusive = text[1] == '=';
            var option = (text[0] == '>' ? "gt" : "lt") + (isInclusive ? "e" : "");
            return Of("range", new JsonObject { [field] = new JsonObject { [option] = text[(isInclusive ? 2 : 1)..] } });
        }

        // Patterns are not analyzed, but their letters are lower-cased as the words of a text are.
        private string Cased(string field, string text) =>
            reader.Mapping.Find(field) is { Type: FieldType.Text } ? text.ToLowerInvariant() : text;

        private Query Clause(string query, string field, string option, string value) =>
            Of(query, new JsonObject { [field] = new JsonObject { [option] = value } });

        private Query Of(string query, JsonObject body) =>
            reader.Read(JsonSerializer.SerializeToElement(new JsonObject { [query] = body }));

        private Query OnFields(string field, Func<string, Query> read)
        {
            if (field.Length > 0)
            {
                return read(field);
            }

            var queries = new List<Query>();
            foreach (var (mapped, boost) in fields)
            {
                try
                {
                    var query = read(mapped.Name);
                    query.Boost *= boost;
                    queries.Add(query);
                }
                catch (NodeException) when (isLenient)
                {
                    // The text does not fit the type of the field.
                }
            }

            return queries.Count == 1 ? queries[0] : new DisjunctionMaxQuery(queries, 0);
        }
    }
}
