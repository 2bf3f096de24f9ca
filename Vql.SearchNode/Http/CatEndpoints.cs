using System.Globalization;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for tables about the node and its indices.</summary>
internal static class CatEndpoints
{
    private const string NodeName = "vql-search-node";

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
        routes.MapGet("/nodes", context => new CatTable(
            [new("ip", "i"), new("node.role", "r,role,nodeRole"), new("master", "m"), new("name", "n")],
            [["127.0.0.1", "dim", "*", NodeName]]).WriteAsync(context));
        routes.MapGet("/master", context => new CatTable(
            [new("id"), new("host", "h"), new("ip"), new("node", "n")], [[NodeName, "127.0.0.1", "127.0.0.1", NodeName]])
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
        return new CatTable(columns, [.. Targets(context, indices).Select(index =>
        {
            var (count, deleted) = Counts(index);
            var size = Size(index);
            return new[]
            {
                index.Failure is null ? "green" : "red", "open", index.State.Name, index.State.Uuid, "1", "0", Text(count), Text(deleted),
                size, size, size,
            };
        })]);
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
            Text(now.ToUnixTimeSeconds()), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), "vql", indices.IsHealthy ? "green"
                : "red",
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
        [.. Targets(context, indices).Select(index => new[]
        {
            index.State.Name, "0", "p", "STARTED", Text(Counts(index).Count), Size(index), Size(index), "127.0.0.1", NodeName,
        })]);

    private static CatTable TemplatesOf(HttpContext context, IndexRegistry indices)
    {
        var names = (context.GetRouteValue("name") as string)?.Split(',');
        return new CatTable(
            [new("name", "n"), new("index_patterns", "t"), new("order", "o,p"), new("version", "v"), new("composed_of", "c")],
            [.. indices.Templates.Where(template => names is null || names.Any(name => IndexExpression.Matches(name, template.Name)))
                .Select(template => new[]
                {
                    template.Name, Patterns(template.Template), template.Template["priority"]?.ToString() ?? "",
                    template.Template["version"]?.ToString() ?? "", "[]",
                })]);
    }

    private static string Patterns(System.Text.Json.Nodes.JsonObject template) =>
        template["index_patterns"] is System.Text.Json.Nodes.JsonArray patterns ? $"[{string.Join(", ", patterns)}]"
            : $"[{template["index_patterns"]}]";

    private static IEnumerable<SearchIndex> Targets(HttpContext context, IndexRegistry indices) =>
        indices.Resolve(context.GetRouteValue("index") as string ?? "", IndexOptions.Read(context.Request.Query))
            .Select(target => target.Index);

    private static (int Count, int Deleted) Counts(SearchIndex index) =>
        index.Search(searcher => (searcher.IndexReader.NumDocs, searcher.IndexReader.NumDeletedDocs));

    private static string Size(SearchIndex index)
    {
        var bytes = new DirectoryInfo(index.Folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Exists ? file.Length : 0);
        string[] units = ["b", "kb", "mb", "gb"];
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024 && unit < units.Length - 1)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return (Math.Floor(size * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture) + units[unit];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
