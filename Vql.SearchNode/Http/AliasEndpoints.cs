using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.SearchNode.Indices;
using Vql.SearchNode.Queries;

namespace Vql.SearchNode.Http;

/// <summary>Endpoints for aliases.</summary>
internal static class AliasEndpoints
{
    private static readonly System.Buffers.SearchValues<char> InvalidCharacters = System.Buffers.SearchValues.Create(" \"*,/<>?\\|");

    public static void MapAliases(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").Accepts(["timeout", "master_timeout", "local", .. IndexOptions.Names]);
        routes.MapPost("/_aliases", ChangeAsync).Accepts("timeout", "master_timeout");
        foreach (var path in new[] { "/{index}/_alias/{alias}", "/{index}/_aliases/{alias}" })
        {
            routes.MapMethods(path, ["PUT", "POST"], PutAsync);
            routes.MapDelete(path, DeleteAsync);
        }

        foreach (var path in new[] { "/_alias/{alias?}", "/{index}/_alias/{alias?}", "/_aliases", "/{index}/_aliases" })
        {
            routes.MapMethods(path, ["GET", "HEAD"], GetAsync);
        }
    }

    private static async Task ChangeAsync(HttpContext context, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var (changes, removed) = Json.Read(() => AliasActions.Read(body, indices));
        changes.ForEach(Check);
        indices.ChangeAliases(changes, removed);
        await AcknowledgeAsync(context);
    }

    private static Task AcknowledgeAsync(HttpContext context) =>
        Json.WriteResponseAsync(context, new JsonObject { ["acknowledged"] = true, ["errors"] = false });

    private static async Task PutAsync(HttpContext context, string index, string alias, IndexRegistry indices)
    {
        var body = await Json.ReadAsync(context);
        var options = Json.Read(() => AliasOptions.Read(alias, JsonObject.Create(body)!));
        var changes = indices.Resolve(index, new ExpressionOptions(IgnoresMissing: false, AllowsNone: false), IndexAccess.WriteMetadata)
            .Select(target => new AliasChange(alias, target.Index.State.Name, Add: true, options)).ToList();
        changes.ForEach(Check);
        indices.ChangeAliases(changes);
        await AcknowledgeAsync(context);
    }

    private static Task DeleteAsync(HttpContext context, string index, string alias, IndexRegistry indices)
    {
        var names = alias == "_all" ? ["*"] : alias.Split(',');
        var changes = (
            from target in indices.Resolve(index, new ExpressionOptions(IgnoresMissing: false), IndexAccess.WriteMetadata)
            from known in indices.AliasesOf(target.Index.State.Name)
            where names.Any(name => IndexExpression.Matches(name, known.Alias))
            select new AliasChange(known.Alias, target.Index.State.Name, Add: false)).ToList();
        if (changes.Count == 0)
        {
            throw new NodeException(404, "aliases_not_found_exception", $"aliases [{alias}] missing");
        }

        indices.ChangeAliases(changes);
        return AcknowledgeAsync(context);
    }

    private static Task GetAsync(HttpContext context, IndexRegistry indices)
    {
        var expression = context.GetRouteValue("index") as string;
        var names = (context.GetRouteValue("alias") as string)?.Split(',');
        var response = new JsonObject();
        var found = new HashSet<string>();
        var resolved = indices.ResolveAvailable(expression ?? "", IndexOptions.Read(context.Request.Query));
        foreach (var index in resolved.Indices.Select(target => target.Index.State.Name).Concat(resolved.Unavailable))
        {
            var aliases = indices.AliasesOf(index)
                .Where(alias => names is null || names.Any(name => IndexExpression.Matches(name, alias.Alias))).ToList();
            found.UnionWith(aliases.Select(alias => alias.Alias));
            if (aliases.Count > 0 || (names is null && expression is not null) || names is null)
            {
                response[index] = new JsonObject
                {
                    ["aliases"] = new JsonObject(
                        aliases.Select(alias => KeyValuePair.Create(alias.Alias, (JsonNode?)alias.Options.ToJson()))),
                };
            }
        }

        var missing = names?.Where(name => name is not "_all" && !name.Contains('*', StringComparison.Ordinal) && !found.Contains(name))
            .ToList() ?? [];
        if (missing.Count > 0)
        {
            response["error"] = missing.Count == 1 ? $"alias [{missing[0]}] missing" : $"aliases [{string.Join(',', missing)}] missing";
            response["status"] = StatusCodes.Status404NotFound;
        }

        return Json.WriteResponseAsync(context, response, missing.Count > 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    // A filter must be a query. Its fields need not exist.
    private static void Check(AliasChange change)
    {
        if (change.Alias.Length == 0 || change.Alias.AsSpan().ContainsAny(InvalidCharacters) || change.Alias[0] is '_' or '-' or '+')
        {
            throw new NodeException(400, "invalid_alias_name_exception",
                $"Invalid alias name [{change.Alias}]: must not contain the following characters " +
                    $"[' ','\"','*',',','/','<','>','?','\\','|']");
        }

        if (change.Options?.Filter is { } filter)
        {
            try
            {
                new QueryReader(Mappings.IndexMapping.Empty, default).Read(JsonSerializer.SerializeToElement(filter));
            }
            catch (NodeException fault) when (!fault.IsOfSearch)
            {
                throw NodeException.IllegalArgument($"failed to parse filter for alias [{change.Alias}]");
            }
        }
    }
}
