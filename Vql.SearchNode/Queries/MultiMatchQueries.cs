using System.Text.Json;
using System.Text.Json.Nodes;
using Lucene.Net.Search;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>Reads <c>multi_match</c>: a match on each of several fields.</summary>
internal static class MultiMatchQueries
{
    private static readonly string[] Passed =
    [
        "query", "operator", "fuzziness", "minimum_should_match", "zero_terms_query", "prefix_length", "max_expansions",
        "fuzzy_transpositions", "analyzer", "slop",
    ];

    // Options that phrases do not have.
    private static readonly string[] WordOptions =
        ["operator", "fuzziness", "minimum_should_match", "prefix_length", "fuzzy_transpositions"];

    public static Query Read(QueryReader reader, JsonElement body)
    {
        var options = new JsonObject();
        string[] names = ["*"];
        var (type, tieBreaker, isLenient) = ("best_fields", (float?)null, false);
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case not "_name" when member.Value.ValueKind == JsonValueKind.Null:
                    throw NodeException.Parsing($"[multi_match] unknown token [VALUE_NULL] after [{member.Name}]");
                case "fields" when member.Value.ValueKind != JsonValueKind.Object:
                    names = RequestValue.Texts(member.Value);
                    break;
                case "type" when member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object):
                    type = RequestValue.Text(member.Value);
                    break;
                case "tie_breaker":
                    tieBreaker = RequestValue.Float(member.Value);
                    break;
                case "lenient":
                    isLenient = RequestValue.Boolean(member.Value);
                    break;
                case "boost" or "_name":
                    break;
                default:
                    options[member.Name] = Passed.Contains(member.Name)
                        ? JsonNode.Parse(member.Value.GetRawText())
                        : throw NodeException.Parsing($"[multi_match] query does not support [{member.Name}]");
                    break;
            }
        }

        if (!options.ContainsKey("query"))
        {
            throw NodeException.Parsing("No text specified for multi_match query");
        }

        var query = type switch
        {
            "best_fields" or "most_fields" => "match",
            "phrase" => "match_phrase",
            "phrase_prefix" => "match_phrase_prefix",
            "bool_prefix" => "match_bool_prefix",
            "cross_fields" => throw NodeException.IllegalArgument($"this node does not support [multi_match] of the type [{type}]"),
            _ => throw new NodeException(400, "parse_exception", $"failed to parse [multi_match] query type [{type}]. unknown type."),
        };
        if (query.StartsWith("match_phrase", StringComparison.Ordinal))
        {
            Array.ForEach(WordOptions, option => options.Remove(option));
        }

        var all = names is ["*"];
        if (query != "match_phrase_prefix" && query.StartsWith("match_phrase", StringComparison.Ordinal))
        {
            options.Remove("max_expansions");
        }
        else if (!query.StartsWith("match_phrase", StringComparison.Ordinal))
        {
            options.Remove("slop");
        }

        if (query == "match_bool_prefix")
        {
            options.Remove("zero_terms_query");
        }

        var queries = BoostedField.Expand(reader.Mapping, names)
            .Where(field => query == "match" || field.Field.Type == FieldType.Text || !all)
            .Select(field => OnField(reader, query, field, options, isLenient || all)).OfType<Query>().ToList();
        return queries.Count switch
        {
            0 => new BooleanQuery(),
            1 => queries[0],
            _ => new DisjunctionMaxQuery(queries, tieBreaker ?? (type is "most_fields" or "bool_prefix" ? 1 : 0)),
        };
    }

    // A lenient query ignores fields whose type does not fit the text.
    private static Query? OnField(QueryReader reader, string query, BoostedField field, JsonObject options, bool isLenient)
    {
        var clause = new JsonObject { [query] = new JsonObject { [field.Field.Name] = options.DeepClone() } };
        try
        {
            var read = reader.Read(JsonSerializer.SerializeToElement(clause));
            read.Boost *= field.Boost;
            return read;
        }
        catch (NodeException) when (isLenient)
        {
            return null;
        }
    }
}
