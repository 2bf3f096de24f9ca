using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>Generates aggregations.</summary>
internal sealed class RandomAggregation(Random random, RandomClause clauses)
{
    private static readonly string[] Numbers = ["rank", "count", "small", "price", "ratio", "owner.age"];

    public JsonObject Several(int depth)
    {
        var several = new JsonObject();
        for (var number = random.Next(1, 3); number > 0; number--)
        {
            several[$"a{number}"] = One(depth);
        }

        return several;
    }

    private JsonObject One(int depth)
    {
        var (name, body, isBucket) = random.Next(depth == 0 ? 16 : 14) switch
        {
            0 or 1 => ("terms", Terms(), true),
            2 => ("range", Range(), true),
            3 => ("date_range", DateRange(), true),
            4 => ("date_histogram", DateHistogram(), true),
            5 => ("histogram", Histogram(), true),
            6 => ("filter", clauses.Query(depth: 2), true),
            7 => ("filters", Filters(), true),
            8 => ("missing", new JsonObject { ["field"] = Pick("kind", "count", "at", "title.raw", "none") }, true),
            9 => (Pick("min", "max", "sum", "avg", "stats", "value_count"), Metric(), false),
            10 => ("cardinality", new JsonObject { ["field"] = Pick("kind", "tags", "small", "active", "at", "none", "price") }, false),
            11 => ("extended_stats", new JsonObject { ["field"] = Pick([.. Numbers[2..], "none"]) }, false),
            12 => ("percentiles", Percentiles(), false),
            13 => ("top_hits", TopHits(), false),
            14 => ("composite", Composite(), true),
            _ => ("global", new JsonObject(), true),
        };
        var aggregation = new JsonObject { [name] = body };
        if (isBucket && depth < 2 && random.Next(3) == 0)
        {
            aggregation["aggs"] = Several(depth + 1);
        }

        Add(aggregation, "meta", 20, () => new JsonObject { ["a"] = 1 });
        return aggregation;
    }

    private JsonObject Terms()
    {
        var body = new JsonObject { ["field"] = Pick("kind", "tags", "small", "active", "at", "price", "title.raw", "none", "title") };
        Add(body, "size", 2, () => Pick(1, 3, 100));
        Add(body, "order", 4, () => Pick<JsonNode>(
            new JsonObject { ["_key"] = "asc" }, new JsonObject { ["_key"] = "desc" }, new JsonObject { ["_count"] = "asc" }));
        Add(body, "min_doc_count", 5, () => Pick(1, 2, 3));
        return body;
    }

    private JsonObject Range()
    {
        var body = new JsonObject
        {
            ["field"] = Pick(Numbers),
            ["ranges"] = new JsonArray(
                new JsonObject { ["to"] = 3 }, new JsonObject { ["from"] = 3, ["to"] = 7.5 },
                new JsonObject { ["key"] = "top", ["from"] = 7.5 }),
        };
        Add(body, "keyed", 4, () => true);
        return body;
    }

    private JsonObject DateRange()
    {
        var body = new JsonObject
        {
            ["field"] = "at",
            ["ranges"] = new JsonArray(
                new JsonObject { ["to"] = "2024-01-01" }, new JsonObject { ["from"] = "2024-01-01", ["to"] = "2024-03-01||/M" },
                new JsonObject { ["from"] = "2024-03-01" }),
        };
        Add(body, "keyed", 4, () => true);
        Add(body, "format", 4, () => Pick("yyyy-MM-dd", "yyyy"));
        return body;
    }

    private JsonObject DateHistogram()
    {
        var body = new JsonObject { ["field"] = "at" };
        body[random.Next(2) == 0 ? "calendar_interval" : "fixed_interval"] = "d";
        body = body.ContainsKey("calendar_interval")
            ? new JsonObject { ["field"] = "at", ["calendar_interval"] = Pick("month", "year", "1M", "quarter", "week") }
            : new JsonObject { ["field"] = "at", ["fixed_interval"] = Pick("90d", "2400h") };
        Add(body, "min_doc_count", 2, () => Pick(0, 1));
        Add(body, "format", 4, () => "yyyy-MM-dd");
        return body;
    }

    private JsonObject Histogram()
    {
        var body = new JsonObject { ["field"] = Pick("rank", "small", "price", "owner.age"), ["interval"] = Pick<JsonNode>(5, 2.5, 10) };
        Add(body, "min_doc_count", 2, () => Pick(0, 1));
        return body;
    }

    private JsonObject Percentiles()
    {
        var body = new JsonObject { ["field"] = Pick("rank", "small", "price", "ratio", "at", "none", "kind") };
        Add(body, "percents", 2, () => new JsonArray(0, 12.5, 50, 100));
        Add(body, "keyed", 3, () => false);
        return body;
    }

    private JsonObject TopHits()
    {
        var body = new JsonObject { ["sort"] = new JsonArray(new JsonObject { ["rank"] = Pick("asc", "desc") }) };
        Add(body, "size", 2, () => Pick(1, 5));
        Add(body, "from", 4, () => 1);
        Add(body, "_source", 3, () => Pick<JsonNode>(false, "title"));
        Add(body, "docvalue_fields", 4, () => new JsonArray("kind"));
        return body;
    }

    private JsonObject Composite()
    {
        JsonObject[] all =
        [
            Of("terms", new JsonObject { ["field"] = Pick("kind", "tags", "small", "count", "active", "ratio") }),
            Of("terms", new JsonObject { ["field"] = "at" }),
            Of("date_histogram", new JsonObject
            {
                ["field"] = "at", ["calendar_interval"] = Pick("year", "month"), ["format"] = "yyyy-MM",
            }),
            Of("histogram", new JsonObject { ["field"] = Pick("price", "rank"), ["interval"] = Pick<JsonNode>(5, 2.5) }),
        ];
        var sources = new JsonArray();
        foreach (var (number, source) in all.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Index())
        {
            var options = source.First().Value!.AsObject();
            Add(options, "order", 3, () => Pick("asc", "desc"));
            Add(options, "missing_bucket", 3, () => true);
            sources.Add(Of($"s{number}", source));
        }

        var body = new JsonObject { ["sources"] = sources };
        Add(body, "size", 2, () => Pick(2, 7, 500));
        return body;
    }

    private static JsonObject Of(string name, JsonObject body) => new() { [name] = body };

    private JsonObject Filters()
    {
        var filters = random.Next(2) == 0
            ? (JsonNode)new JsonArray(clauses.Query(depth: 3), clauses.Query(depth: 3))
            : new JsonObject { ["one"] = clauses.Query(depth: 3), ["two"] = clauses.Query(depth: 3) };
        return new JsonObject { ["filters"] = filters };
    }

    private JsonObject Metric()
    {
        var body = new JsonObject { ["field"] = Pick([.. Numbers, "none"]) };
        Add(body, "missing", 5, () => 1);
        return body;
    }

    private void Add(JsonObject target, string name, int oneIn, Func<JsonNode> value)
    {
        if (random.Next(oneIn) == 0)
        {
            target[name] = value();
        }
    }

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];
}
