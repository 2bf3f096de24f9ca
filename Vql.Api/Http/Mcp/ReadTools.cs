using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Http.Mcp;

/// <summary>The tools that read.</summary>
internal static class ReadTools
{
    /// <summary>The maximum number of rows of a search.</summary>
    public const int MaxRows = 100;

    private const int DefaultRows = 10;
    private const int MaxKeys = 50;
    private const int MaxFacetSize = 50;
    private const int MaxSuggestions = 20;

    private const string Limit = "limit";
    private const string Text = "text";
    private const string Field = "field";
    private const string Facets = "facets";
    private const string Keys = "keys";
    private const string Select = "select";
    private const string Total = "total";

    /// <summary>The tools.</summary>
    public static IReadOnlyList<ToolDefinition> All { get; } =
    [
        new(
            "search", "Search contacts or companies",
            "Lists contacts (people) or companies that meet all filters, a page at a time. Continue with next_cursor. If nothing is found, "
                + "meta.suggestions contains similar values that would find rows.",
            [
                ToolSchemas.EntityArgument(), ToolSchemas.ListedFiltersArgument(), Ordering(),
                Named(Limit, ToolSchemas.Integer($"The maximum number of rows. Default: {DefaultRows}.", MaxRows)),
                Named(RequestReader.Cursor, ToolSchemas.Text("The next_cursor of the previous page, with the same filters and order.")),
                Named(Total, ToolSchemas.Flag("Whether to count all rows.")),
                Named(Select, ToolSchemas.List("The members of the rows. Default: all.", ToolSchemas.Text("A member."), 50)),
            ],
            [ToolArguments.EntityName], ReadSearch)
        { Shape = (body, _) => WithCursor(body) },
        new(
            "count", "Count contacts or companies", "Counts the contacts or companies that meet all filters.",
            [ToolSchemas.EntityArgument(), ToolSchemas.FiltersArgument()], [ToolArguments.EntityName],
            arguments =>
            {
                var entity = arguments.ReadEntity();
                return RouteRequest.Post($"SearchCount{Plural(entity)}", arguments.ReadFilters(entity));
            }),
        new(
            "facets", "Count the values of fields",
            "Counts rows for each value of fields, such as seniority or country, the most frequent values first. The tool capabilities "
                + "lists the facets.",
            [
                ToolSchemas.EntityArgument(), ToolSchemas.FiltersArgument(),
                Named(Facets, ToolSchemas.List("The filters whose values are counted.", ToolSchemas.Text("A facet."), VqlFacet.MaxFacets)),
                Named(Limit, ToolSchemas.Integer($"The maximum number of values of a facet. Default: {DefaultRows}.", MaxFacetSize)),
            ],
            [ToolArguments.EntityName, Facets], ReadFacets),
        new(
            "suggest", "Suggest values while typing",
            "Suggests the values of a field, or companies by name or domain, by the beginnings of words. Use it to find the spelling of a "
                + "value before a search.",
            [
                ToolSchemas.EntityArgument(), ToolSchemas.FiltersArgument(),
                Named(Text, ToolSchemas.Text("The beginnings of words.")),
                Named(Field, ToolSchemas.Text("The filter whose values are suggested. Without it, companies are suggested.")),
                Named(Limit, ToolSchemas.Integer($"The maximum number of values. Default: {DefaultRows}.", MaxSuggestions)),
            ],
            [ToolArguments.EntityName, Text], ReadSuggestions),
        new(
            "lookup", "Look up records by their keys",
            "Returns the complete records of contacts by uuid, email or linkedin_url, or of companies by uuid, domain or linkedin_url.",
            [
                ToolSchemas.EntityArgument(),
                Named(Keys, ToolSchemas.List(
                    "The keys, each with one member: uuid, linkedin_url, email (contacts) or domain (companies).",
                    new JsonObject { ["type"] = "object" }, MaxKeys)),
            ],
            [ToolArguments.EntityName, Keys],
            arguments =>
            {
                var entity = arguments.ReadEntity();
                var keys = arguments.ReadNode<JsonArray>(Keys, "must be an array of keys") ?? [];
                if (keys.Count is 0 or > MaxKeys)
                {
                    arguments.Fault(Keys, $"must have 1 to {MaxKeys} keys");
                }

                return RouteRequest.Post($"LookUp{Plural(entity)}", new JsonObject { [Keys] = keys });
            }),
        new(
            "explain", "Explain a query",
            "Returns the query of a search in VQL, in the language of Elasticsearch and in SQL, with the synonyms that it includes.",
            [ToolSchemas.EntityArgument(), ToolSchemas.FiltersArgument(), Ordering()], [ToolArguments.EntityName],
            arguments =>
            {
                var entity = arguments.ReadEntity();
                var body = ReadOrdered(arguments, entity);
                (body[Limit], body["explain"]) = (1, true);
                return RouteRequest.Post($"Search{Plural(entity)}", body);
            })
        { Shape = (body, _) => body["meta"]?["explain"]?.DeepClone() ?? new JsonObject() },
        new(
            "capabilities", "List filters, orders and limits",
            "Returns the filters of contacts or companies with their modifiers, the facets, the sort keys, the lookup keys and the limits.",
            [ToolSchemas.EntityArgument()], [ToolArguments.EntityName],
            arguments =>
            {
                arguments.ReadEntity();
                return Get("GetCapabilities");
            })
        { Shape = CapabilitiesOf },
        new(
            "sync_status", "State of the search",
            "Returns the state of the search, the position and age of its index, and the recent reasons for answers from the database.",
            [], [], _ => Get("VqlHealth")),
    ];

    private static RouteRequest ReadSearch(ToolArguments arguments)
    {
        var entity = arguments.ReadEntity();
        var body = ReadOrdered(arguments, entity);
        body[Limit] = arguments.ReadInteger(Limit, DefaultRows, MaxRows);
        body[Total] = arguments.ReadFlag(Total);
        if (arguments.ReadText(RequestReader.Cursor) is { } cursor)
        {
            body[RequestReader.Cursor] = cursor;
        }

        if (arguments.ReadNode<JsonArray>(Select, "must be an array of names") is { } select)
        {
            body[Select] = select;
        }

        return RouteRequest.Post($"Search{Plural(entity)}", body);
    }

    private static JsonObject ReadOrdered(ToolArguments arguments, Entity entity)
    {
        var body = arguments.ReadFilters(entity);
        if (arguments.ReadText(RequestReader.Ordering) is { } ordering)
        {
            body[RequestReader.Ordering] = ordering;
        }

        return body;
    }

    private static RouteRequest ReadFacets(ToolArguments arguments)
    {
        var entity = arguments.ReadEntity();
        var facets = arguments.ReadNode<JsonArray>(Facets, "must be an array of names");
        var parameters = ReadParameters(arguments, entity);
        parameters[Facets] = facets is null ? null : string.Join(',', facets.Select(facet => $"{facet}"));
        parameters["facet_size"] = TextOf(arguments.ReadInteger(Limit, DefaultRows, MaxFacetSize));
        return new RouteRequest(entity == Entity.Contact ? "CountContactFacets" : "CountCompanyFacets", parameters);
    }

    private static RouteRequest ReadSuggestions(ToolArguments arguments)
    {
        var entity = arguments.ReadEntity();
        var parameters = ReadParameters(arguments, entity);
        parameters[SuggestRequest.TextParameter] = arguments.ReadText(Text);
        parameters[SuggestRequest.FieldParameter] = arguments.ReadText(Field);
        parameters[SuggestRequest.LimitParameter] = TextOf(arguments.ReadInteger(Limit, DefaultRows, MaxSuggestions));
        return new RouteRequest(entity == Entity.Contact ? "SuggestContactValues" : "SuggestCompanies", parameters);
    }

    // A list of a parameter is a JSON array.
    private static Dictionary<string, string?> ReadParameters(ToolArguments arguments, Entity entity) =>
        arguments.ReadFilters(entity).Where(filter => filter.Value is not null).ToDictionary(
            filter => filter.Key,
            string? (filter) => filter.Value is JsonValue value && value.TryGetValue<string>(out var text)
                ? text : filter.Value!.ToJsonString());

    private static JsonObject WithCursor(JsonNode body)
    {
        var next = body["next"]?.GetValue<string>();
        var query = next is null ? null : QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..]);
        var page = new JsonObject { ["next_cursor"] = query?.GetValueOrDefault(RequestReader.Cursor).ToString() };
        foreach (var (name, value) in body.AsObject().Where(member => member.Key is not ("next" or "previous")))
        {
            page[name] = value?.DeepClone();
        }

        return page;
    }

    private static JsonObject CapabilitiesOf(JsonNode body, ToolArguments arguments)
    {
        var table = arguments.ReadText(ToolArguments.EntityName);
        var entity = body["entities"]!.AsArray().First(one => one!["name"]!.GetValue<string>() == table)!.DeepClone().AsObject();
        entity.Remove("fields");
        foreach (var filter in entity["filters"]!.AsArray())
        {
            filter!.AsObject().Remove("fields");
        }

        entity["limits"] = body["limits"]!.DeepClone();
        return entity;
    }

    private static RouteRequest Get(string route) => new(route, new Dictionary<string, string?>());

    private static KeyValuePair<string, JsonNode> Ordering() => Named(
        RequestReader.Ordering,
        ToolSchemas.Text(
            "The sort keys, separated by commas; - for descending order. Default: relevance with the filter search, else -created_at."));

    private static KeyValuePair<string, JsonNode> Named(string name, JsonNode schema) => KeyValuePair.Create(name, schema);

    private static string Plural(Entity entity) => entity == Entity.Contact ? "Contacts" : "Companies";

    private static string TextOf(int number) => number.ToString(CultureInfo.InvariantCulture);
}
