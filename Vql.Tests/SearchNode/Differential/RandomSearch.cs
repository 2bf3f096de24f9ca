using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>Generates searches with all supported clauses and options, and with unusual texts.</summary>
internal sealed class RandomSearch(Random random)
{
    // More than there are documents.
    private const int All = 200;

    private static readonly string[] Sortable =
        ["rank", "kind", "tags", "count", "small", "price", "ratio", "active", "at", "owner.age", "title.raw"];

    private readonly RandomClause _clauses = new(random);

    public Request Next()
    {
        var body = new JsonObject { ["size"] = All };
        if (random.Next(12) > 0)
        {
            body["query"] = _clauses.Query(depth: 0);
        }

        AddOrder(body);
        AddPage(body);
        if (random.Next(5) == 0)
        {
            body["aggs"] = new RandomAggregation(random, _clauses).Several(depth: 0);
        }

        Add(body, "_source", 8, () => One<JsonNode>(
            false, true, "title", "o*", new JsonArray("kind", "owner.*"), new JsonObject { ["excludes"] = new JsonArray("*a*") }));
        Add(body, "track_total_hits", 10, () => One<JsonNode>(true, false, 5, 1000, -1));
        Add(body, "version", 15, () => true);
        Add(body, "seq_no_primary_term", 15, () => One<JsonNode>(true, false));
        Add(body, "fields", 10, () => One(
            new JsonArray("*"), new JsonArray("title", "small", "ratio", "owner.name"),
            new JsonArray("kind", "title.raw", "active", "none"),
            new JsonArray(new JsonObject { ["field"] = "at", ["format"] = One("yyyy-MM-dd", "epoch_millis") }, "tags")));
        Add(body, "highlight", 10, Highlight);
        Add(body, "docvalue_fields", 15, () => One(
            new JsonArray("kind", "small", "count"), new JsonArray("ratio", "tags", "active", "at"), new JsonArray("title")));
        Add(body, "timeout", 20, () => One<JsonNode>("10s", "1m"));
        return new Request("POST", $"/{(random.Next(8) == 0 ? Target() : ComparedIndex.Name)}/_search", body.ToJsonString());
    }

    private void AddOrder(JsonObject body)
    {
        switch (random.Next(4))
        {
            case 0:
                return;
            case 1:
                body["sort"] = new JsonArray("_score", "rank");
                return;
            default:
                var fields = new JsonArray();
                foreach (var field in Enumerable.Range(0, random.Next(1, 3)).Select(_ => One(Sortable)).Distinct())
                {
                    fields.Add(SortMember(field));
                }

                fields.Add(random.Next(2) == 0 ? "rank" : new JsonObject { ["rank"] = "desc" });
                body["sort"] = fields;
                return;
        }
    }

    private JsonNode SortMember(string field)
    {
        if (random.Next(3) == 0)
        {
            return random.Next(2) == 0 ? field : new JsonObject { [field] = One("asc", "desc") };
        }

        var options = new JsonObject();
        Add(options, "order", 2, () => One("asc", "desc", "DESC"));
        Add(options, "mode", 4, () => One("min", "max"));
        Add(options, "missing", 3, () => field is "kind" or "tags" or "title.raw" ? One<JsonNode>("_first", "_last")
            : field is "active" or "at" ? One<JsonNode>("_first", "_last") : One<JsonNode>("_first", "_last", 3, -1));
        Add(options, "unmapped_type", 6, () => One("long", "keyword"));
        return new JsonObject { [random.Next(12) == 0 ? One("nothing", "title") : field] = options };
    }

    // The pages of ordered results only: the order of equal scores is that of the segments.
    private void AddPage(JsonObject body)
    {
        if (body.ContainsKey("sort") && random.Next(3) == 0)
        {
            body["size"] = One(0, 1, 5, 10);
            Add(body, "from", 2, () => random.Next(0, 20));
        }
    }

    private JsonObject Highlight()
    {
        var highlight = new JsonObject
        {
            ["fields"] = random.Next(2) == 0
                ? new JsonObject { ["body"] = new JsonObject(), ["title"] = new JsonObject(), ["owner.name"] = new JsonObject() }
                : new JsonObject { ["*"] = new JsonObject() },
        };
        Add(highlight, "number_of_fragments", 2, () => One(0, 1, 3));
        Add(highlight, "fragment_size", 2, () => One(18, 30, 60, 150));
        Add(highlight, "order", 3, () => "score");
        Add(highlight, "no_match_size", 4, () => One(5, 40, 1000));
        Add(highlight, "boundary_scanner", 8, () => One("word", "sentence"));
        Add(highlight, "pre_tags", 6, () => new JsonArray("<b>"));
        return highlight;
    }

    private string Target() => One(
        ComparedIndex.Alias, $"{ComparedIndex.Name},{ComparedIndex.Other}", "compared*", "compared-*", "*pared", "nothing*", "nothing",
        "compared,nothing", "compared*,-compared-2", "_all");

    private void Add(JsonObject target, string name, int oneIn, Func<JsonNode> value)
    {
        if (random.Next(oneIn) == 0)
        {
            target[name] = value();
        }
    }

    private T One<T>(params T[] values) => values[random.Next(values.Length)];
}
