using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Analysis;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints that show how texts are analyzed.</summary>
internal static class AnalyzeEndpoints
{
    // The default of position_increment_gap.
    private const int ValuePositionGap = 100;

    public static void MapAnalysis(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/_analyze", "/{index}/_analyze" })
        {
            routes.MapMethods(path, ["GET", "POST"], AnalyzeAsync).Accepts("index");
        }
    }

    private static async Task AnalyzeAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var index = context.GetRouteValue("index") as string;
        var mapping = index is null ? IndexMapping.Empty : indices.Get(index).State.Mapping;
        var tokens = Json.Read("x_content_parse_exception", () => Analyze(body, mapping));
        await Json.WriteResponseAsync(context, new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => (JsonNode)new JsonObject
            {
                ["token"] = token.Text,
                ["start_offset"] = token.Start,
                ["end_offset"] = token.End,
                ["type"] = TypeOf(token.Text),
                ["position"] = token.Position,
            })]),
        });
    }

    private static string[] AllTexts(JsonElement texts)
    {
        try
        {
            return RequestValue.Texts(texts);
        }
        catch (NodeException fault)
        {
            throw NodeException.Content($"[analyze_request] failed to parse field [text]: {fault.Message}");
        }
    }

    private static List<Token> Analyze(JsonElement body, IndexMapping mapping)
    {
        if (body.EnumerateObject().FirstOrDefault(member => member.Name is not ("text" or "field" or "analyzer" or "tokenizer"
            or "filter")) is
            { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw unknown.Name is "char_filter" or "explain" or "attributes" or "normalizer"
                ? NodeException.IllegalArgument($"this node does not support [{unknown.Name}] in [_analyze]")
                : new NodeException(400, "x_content_parse_exception", $"[analyze_request] unknown field [{unknown.Name}]");
        }

        var text = Analyzers.Member(body, "text");
        string[] texts = text.ValueKind switch
        {
            JsonValueKind.String => [text.GetString()!],
            JsonValueKind.Array when text.GetArrayLength() > 0 => AllTexts(text),
            not (JsonValueKind.Undefined or JsonValueKind.Array) =>
                throw new NodeException(400, "x_content_parse_exception", "[analyze_request] text doesn't support values of this type"),
            _ => throw new NodeException(400, "action_request_validation_exception", "Validation Failed: 1: text is missing;"),
        };
        var field = Analyzers.Member(body, "field");
        var name = Analyzers.Member(body, "analyzer");
        if (name.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String)
            || field.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.String))
        {
            throw new NodeException(400, "x_content_parse_exception", "[analyze_request] analyzer doesn't support values of this type");
        }

        var analyzer = body.TryGetProperty("tokenizer", out var tokenizer) ? Composed(body, mapping, tokenizer)
            : name.ValueKind == JsonValueKind.String ? mapping.Analyzers.Find(name.GetString()!)
                ?? throw NodeException.IllegalArgument($"failed to find global analyzer [{name.GetString()}]")
            : field.ValueKind == JsonValueKind.String && mapping.Find(field.GetString()!) is { } mapped ? mapping.AnalyzerOf(mapped)
            : mapping.Analyzers["standard"];

        // The texts are analyzed as the values of one field.
        var tokens = new List<Token>();
        var (position, offset) = (0, 0);
        foreach (var value in texts)
        {
            var found = Tokens.Of(analyzer, value);
            tokens.AddRange(found.Select(token => token with
            {
                Start = token.Start + offset,
                End = token.End + offset,
                Position = token.Position + position,
            }));
            position = (tokens.Count > 0 ? tokens[^1].Position : 0) + ValuePositionGap + 1;
            offset += value.Length + 1;
        }

        return tokens;
    }

    private static Lucene.Net.Analysis.Analyzer Composed(JsonElement body, IndexMapping mapping, JsonElement tokenizer)
    {
        var filters = Analyzers.Member(body, "filter") switch
        {
            { ValueKind: JsonValueKind.Undefined } => [],
            { ValueKind: JsonValueKind.String } one => [one],
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().ToList(),
            _ => throw new NodeException(400, "x_content_parse_exception", "[analyze_request] filter doesn't support values of this type"),
        };
        return tokenizer.ValueKind != JsonValueKind.String || filters.Exists(filter => filter.ValueKind != JsonValueKind.String)
            ? throw NodeException.IllegalArgument("this node does not support definitions of tokenizers and filters in [_analyze]")
            : mapping.Analyzers.Compose(
                tokenizer.GetString()!, filters.ConvertAll(filter => filter.GetString()!), static (part, unknown) =>
                    NodeException.IllegalArgument($"failed to find global {(part == "filter" ? "token filter" : part)} under [{unknown}]"));
    }

    // The standard tokenizer's types, which other tokenizers call a word.
    private static string TypeOf(string token) =>
        token.All(char.IsDigit) ? "<NUM>"
        : token.Length > 0 && token.EnumerateRunes().First().Value is >= 0x4E00 and <= 0x9FFF ? "<IDEOGRAPHIC>"
        : "<ALPHANUM>";
}
