using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.OpenApi;

/// <summary>Describes the parameters of pages, rows and freshness, which many routes share.</summary>
internal static class PageDescription
{
    /// <summary>An example of a cursor.</summary>
    public const string CursorExample = "eyJiIjpmYWxzZSwidiI6WyIxIiwiYSJdLCJmIjoiIn0";

    private const int MaxPage = ListRequest.MaxOffset + 1;

    /// <summary>Returns the order and the cursor of a list.</summary>
    public static IEnumerable<ParameterDescription> Position(Entity entity) =>
    [
        new("ordering", OrderingDescription(entity), Ordering(), "-created_at")
        {
            Component = $"{FieldCatalogue.For(entity).Table}.ordering",
        },
        Cursor("The cursor of the page, from next or previous.") with { Component = "cursor" },
    ];

    /// <summary>Returns a cursor.</summary>
    public static ParameterDescription Cursor(string description) => new("cursor", description, Schemas.Text(), CursorExample);

    /// <summary>Returns page size, page numbers and totals.</summary>
    public static IEnumerable<ParameterDescription> Numbers() =>
    [
        .. Members().Select(member => new ParameterDescription(member.Name, member.Description, member.Schema, member.Example)
        {
            Component = member.Name,
        }),
    ];

    /// <summary>Returns the parameters that select the members of rows.</summary>
    public static IEnumerable<ParameterDescription> Shape(Entity entity) =>
    [
        .. ShapeMembers(entity).Select(member => new ParameterDescription(
            member.Name, member.Description, member.Schema, member.Example)
        {
            Component = $"{FieldCatalogue.For(entity).Table}.{member.Name}",
        }),
    ];

    /// <summary>Returns the members of a body that select the page and the members of its rows.</summary>
    public static IEnumerable<KeyValuePair<string, IOpenApiSchema>> MembersOf(Entity entity) =>
    [
        .. Members().Concat(ShapeMembers(entity)).Select(member =>
            KeyValuePair.Create(member.Name, (IOpenApiSchema)member.Schema.Described(member.Description))),
        KeyValuePair.Create("ordering", (IOpenApiSchema)Ordering().Described(OrderingDescription(entity))),
        KeyValuePair.Create("cursor", (IOpenApiSchema)Schemas.Text().Described("The cursor of the page, from next or previous.")),
    ];

    /// <summary>Returns the parameters and the header for the required freshness.</summary>
    public static IEnumerable<ParameterDescription> Freshness() =>
    [
        new(
            FreshnessRequirement.ConsistencyParameter,
            "fresh: the answer contains all writes so far. eventual: it can lack recent writes. Default: eventual.",
            Schemas.Choice(["eventual", "fresh"]), "eventual")
        {
            Component = FreshnessRequirement.ConsistencyParameter,
        },
        new(
            FreshnessRequirement.WaitParameter,
            "Maximum time to wait until the search contains the required writes, such as 500ms or 2s. "
            + $"Maximum: {FreshnessRequirement.MaxWait.TotalSeconds:0}s.",
            Schemas.Text(@"^\d+(\.\d+)?(ms|s)$"), "500ms")
        {
            Component = FreshnessRequirement.WaitParameter,
        },
        new(
            FreshnessRequirement.PositionHeader,
            "The position of a write that the answer must contain, from the response to the write.",
            Schemas.Text("^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$"), "0/0")
        {
            In = ParameterLocation.Header,
            Component = FreshnessRequirement.PositionHeader,
        },
    ];

    private static OpenApiSchema Ordering() => Schemas.Text("^-?[a-z0-9_]+(,-?[a-z0-9_]+)*$");

    private static string OrderingDescription(Entity entity) =>
        $"Sort keys, separated by commas. Prefix - for descending order: {string.Join(", ", OrderTable.For(entity).Keys)}.";

    private static IEnumerable<PageMember> Members() =>
    [
        new("limit", $"The page size. Default: {ListRequest.DefaultLimit}.", PageSize(), 25),
        new("page_size", "An alias of limit, which takes precedence.", PageSize(), 25),
        new("offset", "Number of rows before the page. Use cursor for later pages.", Schemas.Integer(0, ListRequest.MaxOffset), 50),
        new("page", "The page number. An alternative to offset.", Schemas.Integer(1, MaxPage), 3),
        new("total", "Whether meta.total contains the number of matching rows.", Schemas.Flag(), true),
        new(
            "explain",
            "Whether meta.explain contains the query in VQL, for Elasticsearch and in SQL, and the reasons for the relevance of each row.",
            Schemas.Flag(), true),
        new("distinct", "Accepted for compatibility. Lists never contain a row twice.", Schemas.Flag(), true),
    ];

    private static OpenApiSchema PageSize() => Schemas.Integer(1, ListRequest.MaxLimit);

    private static IEnumerable<PageMember> ShapeMembers(Entity entity)
    {
        if (entity == Entity.Contact)
        {
            yield return new PageMember(
                "view",
                "simple: only uuid, first_name, last_name, title, location, company_name, person_linkedin_url and company_domain.",
                Schemas.Choice(["simple"]), "simple");
            yield return new PageMember(
                "expand", "company: each contact contains its company as company_detail.", Schemas.Choice(["company"]), "company");
        }

        yield return new PageMember(
            "select", "The members of each row.", Schemas.List(Schemas.Choice(ItemShape.MembersOf(entity))),
            new JsonArray("uuid", entity == Entity.Contact ? "email" : "name"));
    }

    private sealed record PageMember(string Name, string Description, OpenApiSchema Schema, JsonNode Example);
}
