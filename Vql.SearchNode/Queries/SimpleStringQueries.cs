using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.QueryParsers.Simple;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;

namespace Vql.SearchNode.Queries;

/// <summary>Reads <c>simple_query_string</c>, whose text has no invalid syntax.</summary>
internal static class SimpleStringQueries
{
    private static readonly string[] Ignored = ["boost", "_name", "auto_generate_synonyms_phrase_query"];

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
                    text = JsonText.ScalarOf(member.Value);
                    break;
                case "fields":
                    names.AddRange(member.Value.ValueKind == JsonValueKind.Array
                        ? member.Value.EnumerateArray().Select(name => name.GetString()!)
                        : [member.Value.GetString()!]);
                    break;
                case "default_operator":
                    isAnd = Operators.IsAnd(JsonText.ScalarOf(member.Value));
                    break;
                case "lenient":
                    isLenient = member.Value.GetBoolean();
                    break;
                case "minimum_should_match":
                    minimum = JsonText.ScalarOf(member.Value);
                    break;
                default:
                    if (!Ignored.Contains(member.Name))
                    {
                        throw NodeException.Parsing($"[simple_query_string] query does not support [{member.Name}]");
                    }

                    break;
            }
        }

        if (text is null)
        {
            throw NodeException.Parsing("[simple_query_string] query text missing");
        }

        var fields = BoostedField.Expand(reader.Mapping, names.Count == 0 ? ["*"] : names);
        var parser = new Parser(reader, fields, isLenient ?? names is [] or ["*"]) { DefaultOperator = isAnd ? Occur.MUST : Occur.SHOULD };
        var query = fields.Count == 0 ? new BooleanQuery() : parser.Parse(text) ?? new BooleanQuery();
        return minimum is not null && query is BooleanQuery clauses ? BoolQueries.WithMinimum(clauses, minimum) : query;
    }

    private sealed class Parser(QueryReader reader, List<BoostedField> fields, bool isLenient)
        : SimpleQueryParser(reader.Mapping.Analyzer, fields.DistinctBy(field => field.Field.Name)
            .ToDictionary(field => field.Field.Name, field => field.Boost))
    {
        protected override Query? NewDefaultQuery(string text) => OnFields(name => Of("match", name, new JsonObject { ["query"] = text }));

        protected override Query? NewPhraseQuery(string text, int slop) =>
            OnFields(name => Of("match_phrase", name, new JsonObject { ["query"] = text, ["slop"] = slop }));

        protected override Query? NewPrefixQuery(string text) => OnFields(name => Of("prefix", name, new JsonObject
        {
            ["value"] = reader.Mapping.Find(name) is { Type: Mappings.FieldType.Text } ? text.ToLowerInvariant() : text,
        }));

        protected override Query? NewFuzzyQuery(string text, int fuzziness) =>
            OnFields(name => Of("fuzzy", name, new JsonObject { ["value"] = text.ToLowerInvariant(), ["fuzziness"] = fuzziness }));

        private Query Of(string query, string field, JsonObject options) =>
            reader.Read(JsonSerializer.SerializeToElement(new JsonObject { [query] = new JsonObject { [field] = options } }));

        private Query? OnFields(Func<string, Query> read)
        {
            var queries = new List<Query>();
            foreach (var (field, boost) in fields)
            {
                try
                {
                    var query = read(field.Name);
                    query.Boost *= boost;
                    if (query is not BooleanQuery { Clauses.Count: 0 })
                    {
                        queries.Add(query);
                    }
                }
                catch (NodeException) when (isLenient)
                {
                    // The text does not fit the type of the field.
                }
            }

            return queries.Count switch
            {
                0 => null,
                1 => queries[0],
                _ => new DisjunctionMaxQuery(queries, 1),
            };
        }
    }
}

/// <summary>The operators of queries with several words.</summary>
internal static class Operators
{
    /// <summary>Whether an operator is <c>AND</c>.</summary>
    /// <exception cref="NodeException">The operator is unknown.</exception>
    public static bool IsAnd(string? text) => text?.ToUpperInvariant() switch
    {
        null or "OR" => false,
        "AND" => true,
        var other => throw NodeException.IllegalArgument($"No enum constant org.elasticsearch.index.query.Operator.{other}"),
    };
}
