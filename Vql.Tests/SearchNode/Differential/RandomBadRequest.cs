using System.Text.Json.Nodes;

namespace Vql.Tests.SearchNode.Differential;

/// <summary>
/// Generates requests of all kinds with one fault: an unknown member or parameter, a value of another type, or one out of range.
/// Some of the changes are valid, and no request changes what the others see.
/// </summary>
internal sealed class RandomBadRequest(Random random)
{
    private const string Index = ComparedIndex.Name;

    private static readonly (string Method, string Path, string? Body)[] Valid =
    [
        ("POST", $"/{Index}/_search",
            """{"query":{"match":{"title":{"query":"quick fox","operator":"and"}}},"size":3,"from":0,"sort":[{"rank":"asc"}]}"""),
        ("POST", $"/{Index}/_search",
            """{"query":{"bool":{"must":[{"term":{"kind":"red"}}],"filter":{"range":{"count":{"gte":1,"lt":5}}},"minimum_should_match":0}}}"""),
        ("POST", $"/{Index}/_search",
            """{"query":{"terms":{"kind":["red","blue"],"boost":2}},"track_total_hits":true,"_source":["title"]}"""),
        ("POST", $"/{Index}/_search",
            """{"query":{"multi_match":{"query":"quick","fields":["title","body"],"type":"best_fields"}},"timeout":"1s"}"""),
        ("POST", $"/{Index}/_search", """{"query":{"fuzzy":{"title":{"value":"quick","fuzziness":1,"prefix_length":0}}},"version":true}"""),
        ("POST", $"/{Index}/_search", """{"query":{"range":{"at":{"gte":"2024-01-01","lt":"2025-01-01","time_zone":"+01:00"}}}}"""),
        ("POST", $"/{Index}/_search",
            """{"query":{"dis_max":{"queries":[{"match_all":{}}],"tie_breaker":0.5}},"sort":["rank"],"search_after":[3]}"""),
        ("POST", $"/{Index}/_search", """{"query":{"exists":{"field":"kind"}},"post_filter":{"ids":{"values":["1","2"]}}}"""),
        ("POST", $"/{Index}/_search",
            """{"query":{"wildcard":{"kind":{"value":"r*","boost":1.5}}},"sort":[{"at":{"order":"desc","missing":"_last","mode":"max"}}]}"""),
        ("POST", $"/{Index}/_search",
            """{"size":0,"aggs":{"a":{"terms":{"field":"kind","size":3,"order":{"_count":"asc"}},"aggs":{"b":{"avg":{"field":"price"}}}}}}"""),
        ("POST", $"/{Index}/_search",
            """{"size":0,"aggs":{"a":{"date_histogram":{"field":"at","calendar_interval":"month","min_doc_count":1}}}}"""),
        ("POST", $"/{Index}/_search",
            """{"size":0,"aggs":{"a":{"range":{"field":"price","ranges":[{"from":1,"to":3}],"keyed":true}},"b":{"missing":{"field":"kind"}}}}"""),
        ("POST", $"/{Index}/_count", """{"query":{"match_phrase":{"title":{"query":"quick fox","slop":1}}}}"""),
        ("GET", $"/{Index}/_search?q=title:quick&size=3&from=0&sort=rank:asc", null),
        ("GET", $"/{Index}/_count?q=title:quick&default_operator=AND", null),
        ("GET", $"/{Index}/_doc/1?realtime=true", null),
        ("GET", $"/{Index}/_source/1?_source=title", null),
        ("POST", $"/{Index}/_mget", """{"docs":[{"_id":"1","_source":false},{"_id":"2"}]}"""),
        ("PUT", "/bad-INDEX",
            """{"settings":{"number_of_shards":1,"refresh_interval":"5s"},"mappings":{"properties":{"a":{"type":"keyword","ignore_above":20}}}}"""),
        ("PUT", "/bad-INDEX",
            """{"mappings":{"dynamic":"strict","properties":{"a":{"type":"text","fields":{"b":{"type":"keyword"}}},"c":{"type":"date"}}}}"""),
        ("PUT", "/bad-INDEX", """{"settings":{"index":{"number_of_replicas":0}},"aliases":{"bad-alias":{"is_write_index":true}}}"""),
        ("PUT", $"/{Index}/_mapping", """{"properties":{"kind":{"type":"keyword"}}}"""),
        ("PUT", $"/{Index}/_settings", """{"index":{"refresh_interval":"1s"}}"""),
        ("POST", "/_aliases", """{"actions":[{"add":{"index":"compared","alias":"bad-ALIAS","filter":{"term":{"kind":"red"}}}}]}"""),
        ("POST", $"/{Index}/_analyze", """{"analyzer":"standard","text":"Quick fox"}"""),
        ("POST", $"/{Index}/_msearch", "{}\n{\"query\":{\"match_all\":{}},\"size\":1}\n"),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e400", "99999999999999999999", "3000000000", "1.5", "\"\"", "\"x\"", "\"-5\"", "[]", "{}", "[1]",
        "{\"x\":1}", "[[]]", "\"_last\"", "[\"a\",null]",
    ];

    public Request Next()
    {
        var (method, path, body) = Valid[random.Next(Valid.Length)];
        var isLines = path.EndsWith("_msearch", StringComparison.Ordinal);
        if (body is null || random.Next(8) == 0)
        {
            return new Request(method, WithParameter(path), body);
        }

        var text = isLines ? body.Split('\n')[1] : body;
        var json = JsonNode.Parse(text)!;
        var all = Containers(json).ToList();
        var changed = Change(all[random.Next(all.Count)]) ? json.ToJsonString() : text;
        return new Request(method, path.Replace("INDEX", "x", StringComparison.Ordinal), isLines ? $"{{}}\n{changed}\n" : changed);
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node) => node switch
    {
        JsonObject members => [node, .. members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Containers)],
        JsonArray elements => [node, .. elements.OfType<JsonNode>().SelectMany(Containers)],
        _ => [],
    };

    private bool Change(JsonNode container)
    {
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        if (container is JsonArray elements)
        {
            elements.Insert(random.Next(elements.Count + 1), value);
            return true;
        }

        var members = (JsonObject)container;
        switch (random.Next(4))
        {
            case 0:
                members["unknown"] = value;
                return true;
            case 1 when members.Count > 0:
                members.Remove(Name());
                return true;
            case 2 or 3 when members.Count > 0:
                members[Name()] = value;
                return true;
            default:
                return false;
        }

        string Name() => members.ElementAt(random.Next(members.Count)).Key;
    }

    private string WithParameter(string path)
    {
        string[] parameters =
        [
            "unknown=1", "size=x", "size=-1", "from=-1", "timeout=x", "track_total_hits=x", "default_operator=xor", "sort=none",
            "_source=", "q=(",
            "expand_wildcards=x", "ignore_unavailable=x", "allow_no_indices=maybe", "pretty=x", "version=x", "realtime=x", "scroll=x",
            "scroll=1s",
            "master_timeout=1s", "preference=_local", "routing=1", "refresh=x", "filter_path=-x", "typed_keys=x",
            "rest_total_hits_as_int=true",
        ];
        return path.Replace("INDEX", "x", StringComparison.Ordinal) + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + parameters[random.Next(parameters.Length)];
    }
}
