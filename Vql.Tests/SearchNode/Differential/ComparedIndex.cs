using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>The index that both engines have in a comparison: a field of each type, with absent, repeated, and unusual values.</summary>
internal static class ComparedIndex
{
    public const string Name = "compared";
    public const string Other = "compared-2";
    public const string Alias = "compared-both";

    private const int Documents = 120;

    /// <summary>The words of text fields, some of which only differ in case, accents, or punctuation.</summary>
    public static readonly string[] Words =
    [
        "quick", "brown", "fox", "Fox", "jumps", "over", "lazy", "dog", "dogs", "search", "engine", "node", "index", "Ünïcode", "unicode",
        "O'Neil", "foo-bar", "3.14", "C++", "日本", "straße", "naïve", "a", "the", "x1", "data_base", "e.g.", "İstanbul", "1,000", "fix",
    ];

    public static readonly string[] Keywords = ["red", "Red", "green", "blue", "light blue", "Ünï", "a*b", "2024", "", "zebra", "yellow"];

    public static readonly string[] Dates =
    [
        "2024-02-10", "2024-02-10T08:15:00Z", "2024-01-31T01:02:03.456Z", "1969-12-31T23:59:59.999Z", "2023-12-31",
        "2024-02-29T12:30:15+02:00",
        "2025-07-01", "1970-01-01",
    ];

    private const string Definition = """
        {"settings":{"number_of_shards":1,"number_of_replicas":0,"max_ngram_diff":2,"analysis":{
          "filter":{"grams":{"type":"ngram","min_gram":2,"max_gram":3}},
          "analyzer":{"gram":{"tokenizer":"standard","filter":["lowercase","grams"]}}}},
         "mappings":{"dynamic":false,"properties":{
          "rank":{"type":"integer"},"title":{"type":"text","fields":{"raw":{"type":"keyword","ignore_above":30}}},
          "body":{"type":"text"},"plain":{"type":"text","analyzer":"keyword"},
          "grams":{"type":"text","analyzer":"gram","search_analyzer":"standard"},
          "kind":{"type":"keyword"},"tags":{"type":"keyword"},"count":{"type":"long"},"small":{"type":"short"},"price":{"type":"double"},
          "ratio":{"type":"float"},"active":{"type":"boolean"},"at":{"type":"date"},
          "owner":{"properties":{"name":{"type":"text"},"age":{"type":"integer"}}}}}}
        """;

    /// <summary>Creates the indices with the same documents.</summary>
    public static async Task CreateAsync(Engine engine)
    {
        foreach (var name in new[] { Name, Other })
        {
            await engine.SendAsync(new Request("DELETE", $"/{name}"));
            Check(await engine.SendAsync(new Request("PUT", $"/{name}", Definition)));
        }

        Check(await engine.SendAsync(new Request("POST", $"/{Name}/_bulk?refresh=true", Lines(new Random(1), 0, Documents))));
        Check(await engine.SendAsync(new Request("POST", $"/{Other}/_bulk?refresh=true", Lines(new Random(2), Documents, Documents / 4))));
        Check(await engine.SendAsync(new Request("POST", "/_aliases",
            $$$"""{"actions":[{"add":{"indices":["{{{Name}}}","{{{Other}}}"],"alias":"{{{Alias}}}"}}]}""")));
    }

    /// <summary>Returns some words, most of which are in documents.</summary>
    public static string Text(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => Words[random.Next(Words.Length)]));

    private static string Lines(Random random, int first, int count)
    {
        var lines = new StringBuilder();
        for (var rank = first; rank < first + count; rank++)
        {
            lines.Append(CultureInfo.InvariantCulture, $$$"""{"index":{"_id":"{{{rank}}}"}}""")
                .Append('\n').Append(Document(random, rank).ToJsonString()).Append('\n');
        }

        return lines.ToString();
    }

    private static void Check(Response response)
    {
        if (response.Status != 200 || (bool?)response.Body!["errors"] is true)
        {
            throw new InvalidOperationException(response.Body?.ToJsonString());
        }
    }

    private static JsonObject Document(Random random, int rank)
    {
        var document = new JsonObject { ["rank"] = rank };
        Maybe("title", () => Text(random, random.Next(1, 5)));
        Maybe("body", () => Text(random, random.Next(1, 40)));
        Maybe("plain", () => Several(random, () => Text(random, 3)));
        Maybe("grams", () => Text(random, 2));
        Maybe("kind", () => Keywords[random.Next(Keywords.Length)]);
        Maybe("tags", () => Several(random, () => Keywords[random.Next(Keywords.Length)]));
        Maybe("count", () => random.Next(5) == 0 ? long.MaxValue - random.Next(3) : random.Next(-5, 20));
        Maybe("small", () => Several(random, () => random.Next(-10, 10)));
        Maybe("price", () => random.Next(0, 40) / 4.0);
        Maybe("ratio", () => random.Next(0, 30) / 10.0);
        Maybe("active", () => random.Next(2) == 0);
        Maybe("at", () => Dates[random.Next(Dates.Length)]);
        Maybe("owner", () => new JsonObject { ["name"] = Text(random, 2), ["age"] = random.Next(20, 25) });
        return document;

        void Maybe(string name, Func<JsonNode> value)
        {
            if (random.Next(6) > 0)
            {
                document[name] = value();
            }
        }
    }

    private static JsonNode Several(Random random, Func<JsonNode> value) =>
        random.Next(2) == 0 ? value() : new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => value())]);
}
