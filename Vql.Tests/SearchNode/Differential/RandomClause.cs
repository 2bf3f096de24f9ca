using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>Generates queries of the query DSL.</summary>
internal sealed class RandomClause(Random random)
{
    private static readonly string[] Texts = ["title", "body", "plain", "grams", "owner.name"];
    private static readonly string[] Keywords = ["kind", "tags", "title.raw"];
    private static readonly string[] Numbers = ["count", "small", "price", "ratio", "rank", "owner.age"];

    private static readonly string[] OddTexts =
    [
        "", " ", "*", "?", "a*b?c", "\\", "\"quoted\"", "(", "AND OR", "ſ", "İ", "😀", "\u200b", "quick\tbrown", "-1", "1e3", "null", "true",
        "QUICK", "qu*", "quick~", "fo", "日", "日本語", "don't", "foo bar", "foo-bar", "3.14", "now", "2024-02-10", "light blue", "ÜNÏCODE",
    ];

    private static readonly string[] OddNumbers =
        ["0", "3", "-5", "2.5", "\"7\"", "\"x\"", "9223372036854775807", "1e19", "70000", "true", "null"];

    private static readonly string[] Minimums = ["1", "2", "-1", "50%", "-25%", "2<-1", "1<50% 3<2", "100%", "0", "5", "x"];

    public JsonObject Query(int depth)
    {
        var kind = random.Next(depth >= 3 ? 18 : 25);
        return kind switch
        {
            0 or 1 => Of("match", Match()),
            2 => Of("match_phrase", Phrase()),
            3 => Of("match_bool_prefix", BoolPrefix()),
            4 => Of("term", Term()),
            5 => Of("terms", Terms()),
            6 or 7 => Of("range", Range()),
            8 => Of("exists", Boosted(new JsonObject
            {
                ["field"] = One([.. Texts, .. Keywords, .. Numbers, "active", "at", "owner", "none", "_id"]),
            })),
            9 => Of("prefix", Pattern(One("qu", "fo", "", "Re", "ün", "x", "a*"), 8)),
            10 => Of("wildcard", Pattern(One("q*k", "*o*", "?ox", "*", "", "Red*", "a\\*b", "l* b*", "F?x"), 8)),
            11 => Of("fuzzy", Fuzzy()),
            12 => Of("ids", Boosted(new JsonObject { ["values"] = Several(() => One<JsonNode>("1", "7", "119", "x", 3)) })),
            13 => Of("multi_match", MultiMatch()),
            14 => Of("query_string", QueryString()),
            15 => random.Next(2) == 0 ? Of("match_all", Boosted([])) : Of("match_none", []),
            16 => Of("match_phrase_prefix", PhrasePrefix()),
            17 => Of("regexp", Regular()),
            18 => Of("dis_max", DisMax(depth)),
            19 => Of("constant_score", Boosted(new JsonObject { ["filter"] = Query(depth + 1) })),
            20 => Of("simple_query_string", SimpleString()),
            _ => Of("bool", Bool(depth)),
        };
    }

    private JsonObject Match() => OnField(TextField(), "query", random.Next(4) == 0 ? OddText() : Words(), options =>
    {
        Add(options, "operator", 4, () => One("and", "OR", "xor", "or"));
        Add(options, "fuzziness", 5, () => One<JsonNode>("AUTO", 1, "2", 0, "AUTO:2,4"));
        Add(options, "minimum_should_match", 5, Minimum);
        Add(options, "zero_terms_query", 8, () => One("none", "all"));
        Add(options, "prefix_length", 10, () => 1);
        Add(options, "max_expansions", 10, () => 3);
        Add(options, "fuzzy_transpositions", 10, () => false);
        Add(options, "lenient", 10, () => One<JsonNode>(true, false));
        Add(options, "analyzer", 12, () => One("standard", "keyword"));
    });

    private JsonObject Phrase() => OnField(TextField(), "query", random.Next(4) == 0 ? OddText() : Words(), options =>
    {
        Add(options, "slop", 3, () => random.Next(0, 4));
        Add(options, "zero_terms_query", 8, () => One("none", "all"));
        Add(options, "analyzer", 12, () => One("standard", "keyword"));
    });

    private JsonObject PhrasePrefix() => OnField(TextField(), "query", One(Words() + " q", Words(), "fo", "quick br", OddText()), options =>
    {
        Add(options, "slop", 4, () => random.Next(0, 3));
        Add(options, "max_expansions", 5, () => One(1, 50));
        Add(options, "zero_terms_query", 8, () => One("none", "all"));
    });

    private JsonObject BoolPrefix() => OnField(
        TextField(), "query", random.Next(3) == 0 ? OddText() : Words() + One("", " fo", " q"), options =>
    {
        Add(options, "operator", 4, () => One("and", "or"));
        Add(options, "minimum_should_match", 5, Minimum);
        Add(options, "fuzziness", 6, () => One<JsonNode>("AUTO", 1));
        Add(options, "analyzer", 12, () => One("standard", "keyword"));
    });

    private JsonObject Term()
    {
        var field = One([.. Texts, .. Keywords, .. Numbers, "active", "at", "none", "_id"]);
        return OnField(field, "value", Value(field),
            options => Add(options, "case_insensitive", 5, () => One<JsonNode>(true, false)));
    }

    private JsonObject Terms()
    {
        var field = One([.. Texts, .. Keywords, .. Numbers, "active", "at", "none", "_id"]);
        return Boosted(new JsonObject { [field] = Several(() => Value(field) ?? 1) });
    }

    private JsonObject Range()
    {
        var field = One([.. Keywords, .. Numbers, .. Numbers, "at", "at", "at", "title", "active", "none"]);
        var options = new JsonObject();
        foreach (var bound in new[] { "gte", "gt", "lte", "lt" }.Where(_ => random.Next(3) == 0))
        {
            options[bound] = field == "at" ? One<JsonNode>(
                "2024-02-10", "2024", "2024-02||/M", "now-1y", "now/d", "2024-02-10||+1M/d", "2023-12-31T23:59", 0, 1707523200000, "x",
                "2024-01-31T01:02:03.456Z")
                : Value(field);
        }

        if (field == "at")
        {
            Add(options, "time_zone", 6, () => One("+02:00", "-05:00", "Z", "nowhere"));
            Add(options, "format", 8, () => One("yyyy-MM-dd", "strict_date_optional_time", "epoch_millis", "yyyy", "date_optional_time"));
        }

        Add(options, "relation", 20, () => One("intersects", "within"));
        Add(options, "boost", 6, () => 2);
        return new JsonObject { [field] = options };
    }

    private JsonObject Pattern(string value, int oddOneIn)
    {
        var field = random.Next(oddOneIn) == 0 ? One("count", "active", "at", "none") : One([.. Texts, .. Keywords]);
        return OnField(field, "value", value, options =>
        {
            Add(options, "case_insensitive", 4, () => One<JsonNode>(true, false));
            Add(options, "rewrite", 12, () => One("constant_score", "constant_score_boolean", "scoring_boolean", "top_terms_2"));
        });
    }

    private JsonObject Regular()
    {
        var expression = One(
            "qu.*", "f[aio]x", "(re|gre)+.*", "~(.*o.*)", "[^a-m].{2,4}", "a&b", "\\d+", "(", "[", "", "#", "@", "l.*&.*b");
        var field = random.Next(8) == 0 ? One("count", "active", "at", "none") : One([.. Texts, .. Keywords]);
        return OnField(field, "value", expression, options =>
        {
            Add(options, "case_insensitive", 4, () => One<JsonNode>(true, false));
            Add(options, "flags", 4, () => One("ALL", "NONE", "COMPLEMENT|INTERSECTION", "x"));
            Add(options, "max_determinized_states", 10, () => 20_000);
        });
    }

    private JsonObject Fuzzy() => OnField(
        One([.. Texts, .. Keywords]), "value", One("quick", "fxo", "dgo", "serch", "reed", "zebrra", "fo", "", "a"), options =>
    {
        Add(options, "fuzziness", 3, () => One<JsonNode>("AUTO", 0, 1, 2, "AUTO:1,3"));
        Add(options, "prefix_length", 4, () => random.Next(0, 3));
        Add(options, "max_expansions", 5, () => One(1, 2, 50));
        Add(options, "transpositions", 5, () => One<JsonNode>(true, false));
    });

    private JsonObject MultiMatch()
    {
        var options = Boosted(new JsonObject { ["query"] = random.Next(4) == 0 ? OddText() : Words() });
        Add(options, "fields", 1, () => One<JsonNode>(
            new JsonArray("title", "body"), new JsonArray("title^3", "owner.*"), new JsonArray("t*"), new JsonArray("kind", "title"),
            "body"));
        Add(options, "type", 3, () => One("best_fields", "most_fields", "phrase", "bool_prefix", "phrase_prefix"));
        Add(options, "operator", 5, () => One("and", "or"));
        Add(options, "tie_breaker", 5, () => 0.3);
        Add(options, "minimum_should_match", 6, Minimum);
        return options;
    }

    private JsonObject QueryString()
    {
        var options = Boosted(new JsonObject
        {
            ["query"] = One(
                Words(), "title:quick AND body:fox", "+quick -fox", "\"quick brown\"~2", "qu* fo?", "kind:red", "count:>3",
                "price:[1 TO 5}",
                "title:(quick OR lazy)", "_exists_:kind", "NOT quick", "quick~1", "kind:[a TO z]", "*:*", "at:2024", "quick^3 fox",
                "foo\\-bar",
                "a AND", "/qu.*/", "active:true"),
        });
        Add(options, "default_field", 3, () => One("title", "body", "kind", "*"));
        Add(options, "default_operator", 4, () => One("AND", "or"));
        Add(options, "minimum_should_match", 8, Minimum);
        return options;
    }

    private JsonObject SimpleString()
    {
        var options = Boosted(new JsonObject
        {
            ["query"] = One(Words(), "quick +fox", "quick | lazy", "-fox +dog", "\"quick brown\"~2", "qu*", "quick~1",
                "(quick | lazy) +dog", "a\\*b", "\"", "+", OddText()),
        });
        Add(options, "fields", 1, () => One(new JsonArray("title"), new JsonArray("title^2", "body"), new JsonArray("body")));
        Add(options, "default_operator", 3, () => One("and", "OR"));
        return options;
    }

    private JsonObject DisMax(int depth)
    {
        var options = Boosted(new JsonObject { ["queries"] = Several(() => Query(depth + 1)) });
        Add(options, "tie_breaker", 2, () => One(0.0, 0.4, 1.0));
        return options;
    }

    private JsonObject Bool(int depth)
    {
        var options = Boosted([]);
        foreach (var occur in new[] { "must", "should", "filter", "must_not" }.Where(_ => random.Next(2) == 0))
        {
            options[occur] = random.Next(3) == 0 ? Query(depth + 1) : Several(() => Query(depth + 1));
        }

        Add(options, "minimum_should_match", 4, Minimum);
        return options;
    }

    // The short form, or the long form with options.
    private JsonObject OnField(string field, string member, JsonNode? value, Action<JsonObject> add)
    {
        if (random.Next(4) == 0)
        {
            return new JsonObject { [field] = value };
        }

        var options = Boosted(new JsonObject { [member] = value });
        add(options);
        return new JsonObject { [field] = options };
    }

    private JsonObject Boosted(JsonObject options)
    {
        Add(options, "boost", 7, () => One<JsonNode>(2, 0.5, "3", 0));
        Add(options, "_name", 20, () => "name");
        return options;
    }

    private JsonNode? Value(string field) => field switch
    {
        "active" => One<JsonNode>(true, false, "true", "false", "yes", "", 1),
        "at" => One<JsonNode>([.. ComparedIndex.Dates, 0, "2024", "x"]),
        "_id" => One<JsonNode>("1", "2", 3),
        "kind" or "tags" or "title.raw" or "none" => One([.. ComparedIndex.Keywords, "nothing", "RED"]),
        _ when Numbers.Contains(field) => JsonNode.Parse(random.Next(2) == 0 ? One("1", "5", "12", "22") : One(OddNumbers)),
        _ => random.Next(3) == 0 ? OddText() : One(ComparedIndex.Words),
    };

    private string TextField() => random.Next(8) == 0 ? One("kind", "active", "count", "at", "none", "_id", "ratio")
        : One([.. Texts, "tags"]);

    private string Words() => ComparedIndex.Text(random, random.Next(1, 4));

    private string OddText() => One(OddTexts);

    private JsonNode Minimum() => random.Next(3) == 0 ? random.Next(-1, 4) : One(Minimums);

    private JsonArray Several(Func<JsonNode> value) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => value())]);

    private static JsonObject Of(string name, JsonObject body) => new() { [name] = body };

    private void Add(JsonObject target, string name, int oneIn, Func<JsonNode> value)
    {
        if (random.Next(oneIn) == 0)
        {
            target[name] = value();
        }
    }

    private T One<T>(params T[] values) => values[random.Next(values.Length)];
}
