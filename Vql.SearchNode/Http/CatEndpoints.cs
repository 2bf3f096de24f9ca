using System.Globalization;
using System.Text.Json.Nodes;
using Lucene.Net.Index;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for tables about the node and its indices.</summary>
internal static class CatEndpoints
{
    public static void MapTables(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("/_cat").Accepts(CatTable.Parameters);
        routes.MapGet("/indices/{index?}", (HttpContext context, IndexRegistry indices) => IndicesOf(context, indices).WriteAsync(context))
            .Accepts([.. CatTable.Parameters, "health", "pri", "include_unloaded_segments"]);
        routes.MapGet("/count/{index?}", (HttpContext context, IndexRegistry indices, TimeProvider time) =>
            CountOf(context, indices, time).WriteAsync(context));
        routes.MapGet("/health", (HttpContext context, IndexRegistry indices, TimeProvider time) =>
            HealthOf(indices, time).WriteAsync(context));
        routes.MapGet("/aliases/{name?}", (HttpContext context, IndexRegistry indices) => AliasesOf(context, indices).WriteAsync(context));
        routes.MapGet("/shards/{index?}", (HttpContext context, IndexRegistry indices) => ShardsOf(context, indices).WriteAsync(context));
        routes.MapGet("/templates/{name?}", (HttpContext context, IndexRegistry indices) =>
            TemplatesOf(context, indices).WriteAsync(context));
        routes.MapGet("/component_templates/{name?}", (HttpContext context, IndexRegistry indices) =>
            ComponentsOf(context, indices).WriteAsync(context));
        routes.MapGet("/segments/{index?}", (HttpContext context, IndexRegistry indices) =>
            SegmentsOf(context, indices).WriteAsync(context));
        routes.MapGet("/plugins", context => new CatTable([new("name", "n"), new("component", "c"), new("version", "v")], [])
            .WriteAsync(context)).Accepts([.. CatTable.Parameters, "include_bootstrap"]);
        routes.MapGet("/pending_tasks", context => new CatTable(
            [new("insertOrder", "o", true), new("timeInQueue", "t", true), new("priority", "p"), new("source", "s")], [])
                .WriteAsync(context));
        routes.MapGet("/nodes", context => new CatTable(
            [new("ip", "i"), new("node.role", "r,role,nodeRole"), new("master", "m"), new("name", "n")],
            [[NodeIdentity.Host, "dim", "*", NodeIdentity.Name]]).WriteAsync(context));
        routes.MapGet("/master", context => new CatTable(
            [new("id"), new("host", "h"), new("ip"), new("node", "n")],
            [[NodeIdentity.Id, NodeIdentity.Host, NodeIdentity.Host, NodeIdentity.Name]])
                .WriteAsync(context));
    }

    private static CatTable IndicesOf(HttpContext context, IndexRegistry indices)
    {
        CatColumn[] columns =
        [
            new("health", "h"), new("status", "s"), new("index", "i,idx"), new("uuid", "id"), new("pri", "p,shards.primary", true),
            new("rep", "r,shards.replica", true), new("docs.count", "dc,docsCount", true), new("docs.deleted", "dd,docsDeleted", true),
            new("store.size", "ss,storeSize", true), new("pri.store.size", "", true), new("dataset.size", "", true),
        ];
        var found = Found(context, indices, expands: "all");
        return new CatTable(columns, [.. found.Indices.Select(target => target.Index).Select(index =>
        {
            var (count, deleted) = Counts(index);
            var size = Size(index);
            return index.State.IsClosed ? ["green", "close", index.State.Name, index.State.Uuid, "1", "0", "", "", size, size, size] : new[]
            {
                index.Failure is null ? "green" : "red", "open", index.State.Name, index.State.Uuid, "1", "0", Text(count), Text(deleted),
                size, size, size,
            };
        }), .. found.Unavailable.Select(index => new[] { "red", "open", index, "", "1", "0", "", "", "", "", "" })]);
    }

    private static CatTable CountOf(HttpContext context, IndexRegistry indices, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new CatTable(
            [new("epoch", "t,time"), new("timestamp", "ts,hms,hhmmss"), new("count", "dc,docs.count,docsCount")],
            [[Text(now.ToUnixTimeSeconds()), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                Text(Targets(context, indices).Sum(index => (long)Counts(index).Count))]]);
    }

    private static CatTable HealthOf(IndexRegistry indices, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var (open, unopened) = (indices.All.Count(), indices.Unopened.Count());
        CatColumn[] columns =
        [
            new("epoch", "t,time"), new("timestamp", "ts,hms,hhmmss"), new("cluster", "cl"), new("status", "st"),
            new("node.total", "nt,nodeTotal", true), new("node.data", "nd,nodeData", true), new("shards", "t,sh,shards.total", true),
            new("pri", "p,shards.primary", true), new("relo", "r", true), new("init", "i", true), new("unassign", "u", true),
            new("unassign.pri", "up", true), new("pending_tasks", "pt,pendingTasks", true),
            new("max_task_wait_time", "mtwt,maxTaskWaitTime", true), new("active_shards_percent", "asp,activeShardsPercent", true),
        ];
        return new CatTable(columns, [[
            Text(now.ToUnixTimeSeconds()), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), NodeIdentity.Cluster,
            indices.Health.Text(),
            "1", "1", Text(open), Text(open), "0", "0", Text(unopened), Text(unopened), "0", "-",
            (open + unopened == 0 ? 100.0 : 100.0 * open / (open + unopened)).ToString("F1", CultureInfo.InvariantCulture) + "%"]]);
    }

    private static CatTable AliasesOf(HttpContext context, IndexRegistry indices)
    {
        var names = (context.GetRouteValue("name") as string)?.Split(',');
        return new CatTable(
            [new("alias", "a"), new("index", "i,idx"), new("filter", "f,fi"), new("routing.index", "ri,routingIndex"),
                new("routing.search", "rs,routingSearch"), new("is_write_index", "w,isWriteIndex")],
            [.. from index in indices.All
                from alias in indices.AliasesOf(index.State.Name)
                where names is null || names.Any(name => IndexExpression.Matches(name, alias.Alias))
                select new[]
                {
                    alias.Alias, index.State.Name, alias.Options.Filter is null ? "-" : "*", alias.Options.IndexRouting ?? "-",
                    alias.Options.SearchRouting ?? "-", alias.Options.IsWriteIndex is { } writes ? (writes ? "true" : "false") : "-",
                }]);
    }

    private static CatTable ShardsOf(HttpContext context, IndexRegistry indices) => new(
        [new("index", "i,idx"), new("shard", "s,sh"), new("prirep", "p,pr,primaryOrReplica"), new("state", "st"),
            new("docs", "d,dc", true),
            new("store", "sto", true), new("dataset", "", true), new("ip"), new("node", "n")],
        [.. Found(context, indices, expands: "open").Unavailable.Select(
            index => new[] { index, "0", "p", "UNASSIGNED", "", "", "", "", "" }),
            .. Targets(context, indices).Select(index => new[]
        {
            index.State.Name, "0", "p", "STARTED", Text(Counts(index).Count), Size(index), Size(index),
            NodeIdentity.Host, NodeIdentity.Name,
        })]);

    private static CatTable SegmentsOf(HttpContext context, IndexRegistry indices) => new(
        [new("index", "i,idx"), new("shard", "s,sh"), new("prirep", "p,pr,primaryOrReplica"), new("ip"), new("segment", "seg"),
            new("generation", "g,gen", true), new("docs.count", "dc,docsCount", true), new("docs.deleted", "dd,docsDeleted", true),
            new("size", "si", true), new("searchable", "is,isSearchable"), new("version", "v,ver"), new("compound", "ico,isCompound")],
        [.. Targets(context, indices).SelectMany(index => index.Search(searcher => searcher.IndexReader.Leaves
            .Select(leaf => leaf.Reader).OfType<SegmentReader>().Select(segment => new[]
            {
                index.State.Name, "0", "p", NodeIdentity.Host, segment.SegmentName,
                Text(Generation(segment.SegmentName)), Text(segment.NumDocs), Text(segment.NumDeletedDocs),
                Size(segment.SegmentInfo.GetSizeInBytes()), "true", segment.SegmentInfo.Info.Version,
                segment.SegmentInfo.Info.UseCompoundFile ? "true" : "false",
            }).ToList()))]);

    private static CatTable TemplatesOf(HttpContext context, IndexRegistry indices) => new(
        [new("name", "n"), new("index_patterns", "t"), new("order", "o,p"), new("version", "v"), new("composed_of", "c")],
        [.. Selected(context, indices.Templates.Legacy).Select(template => Row(template, "order", "")),
            .. Selected(context, indices.Templates.All).Select(template => Row(
                template, "priority", $"[{string.Join(", ", IndexTemplates.ComponentsOf(template.Template))}]"))]);

    private static CatTable ComponentsOf(HttpContext context, IndexRegistry indices) => new(
        [new("name", "n"), new("version", "v"), new("alias_count", "a"), new("mapping_count", "m"), new("settings_count", "s"),
            new("metadata_count", "me"), new("included_in", "i")],
        [.. Selected(context, indices.Templates.Components).Select(component => new[]
        {
            component.Name, component.Template["version"]?.ToString() ?? "", Count(component.Template["template"]?["aliases"]),
            Count(component.Template["template"]?["mappings"]?["properties"]), Count(component.Template["template"]?["settings"]),
            Count(component.Template["_meta"]),
            $"[{string.Join(", ", indices.Templates.All
                .Where(template => IndexTemplates.ComponentsOf(template.Template).Contains(component.Name))
                .Select(template => template.Name))}]",
        })]);

    private static IEnumerable<(string Name, JsonObject Template)> Selected(
        HttpContext context, IEnumerable<(string Name, JsonObject Template)> templates)
    {
        var names = (context.GetRouteValue("name") as string)?.Split(',');
        return templates.Where(template => names is null || names.Any(name => IndexExpression.Matches(name, template.Name)));
    }

    private static string[] Row((string Name, JsonObject Template) template, string order, string components) =>
        [template.Name, Patterns(template.Template), template.Template[order]?.ToString() ?? "0",
            template.Template["version"]?.ToString() ?? "", components];

    private static string Count(JsonNode? value) => Text(value is JsonObject members ? members.Count : 0);

    private static string Patterns(JsonObject template) =>
        template["index_patterns"] is JsonArray patterns ? $"[{string.Join(", ", patterns)}]"
            : $"[{template["index_patterns"]}]";

    private static IEnumerable<SearchIndex> Targets(HttpContext context, IndexRegistry indices, string expands = "open") =>
        Found(context, indices, expands).Indices.Select(target => target.Index);

    private static SearchTargets Found(HttpContext context, IndexRegistry indices, string expands) =>
        indices.ResolveAvailable(
            context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query, expands: expands));

    private static (int Count, int Deleted) Counts(SearchIndex index) =>
        index.Search(searcher => (searcher.IndexReader.NumDocs, searcher.IndexReader.NumDeletedDocs));

    private static string Size(SearchIndex index) => Size(IndexStatistics.SizeOf(index));

    private static string Size(double bytes)
    {
        string[] units = ["b", "kb", "mb", "gb"];
        var (size, unit) = (bytes, 0);
        while (size >= 1024 && unit < units.Length - 1)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return (Math.Floor(size * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture) + units[unit];
    }

    // The name of a segment is an underscore and its number in base 36.
    private static long Generation(string segment) => segment[1..].Aggregate(
        0L, static (number, digit) => (number * 36) + (char.IsAsciiDigit(digit) ? digit - '0' : digit - 'a' + 10));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
