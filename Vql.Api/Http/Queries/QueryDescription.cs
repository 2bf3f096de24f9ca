using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;

namespace Vql.Api.Http.Queries;

/// <summary>Describes the routes with a query or filters in the body.</summary>
internal static class QueryDescription
{
    /// <summary>Describes the VQL body of a route, and the position of the page in the URL.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, Entity entity) => route
        .TakesPosition().TakesFreshness().TakesJson(document => VqlSchemas.QueryOf(entity, document), ExampleFor(entity));

    /// <summary>Describes the filters in the body of a route, and the position of the page in the URL.</summary>
    public static RouteHandlerBuilder TakesFilters(this RouteHandlerBuilder route, Entity entity) => route
        .TakesPosition().TakesFreshness()
        .TakesJson(document => FiltersOf(entity, document), FilterExampleFor(entity));

    /// <summary>Returns the schema of filters in a body.</summary>
    public static IOpenApiSchema FiltersOf(Entity entity, OpenApiDocument document) =>
        Schemas.Shared(document, $"{entity}Filters", () => Schemas.Object(
            [.. FilterDescription.MembersOf(entity, document), .. PageDescription.MembersOf(entity)]));

    private static RouteHandlerBuilder TakesPosition(this RouteHandlerBuilder route) => route.Takes(_ =>
    [
        PageDescription.Cursor("The cursor of the page, from next or previous. It takes precedence over the position in the body.")
            with { Component = "body.cursor" },
        new(
            "offset", "Number of rows before the page. It takes precedence over the position in the body.",
            Schemas.Integer(0, ListRequest.MaxOffset), 50)
        {
            Component = "body.offset",
        },
    ]);

    private static JsonNode ExampleFor(Entity entity) => JsonNode.Parse(entity == Entity.Contact
        ? """
          {"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"software engineer","search_type":"shuffle"}]},
                    "any_of":[{"keyword_match":{"must":{"country":["canada"]}}},
                              {"range_query":{"must":{"company_employees_count":{"gte":100}}}}]},
           "order_by":[{"order_by":"created_at","order_direction":"desc"}],"limit":25}
          """
        : """
          {"where":{"keyword_match":{"must":{"industries":["software"]}},
                    "any_of":[{"range_query":{"must":{"employees_count":{"gte":100}}}},{"exists":["latest_funding"]}]},
           "order_by":[{"order_by":"employees_count","order_direction":"desc"}],"limit":25}
          """)!;

    private static JsonNode FilterExampleFor(Entity entity) => JsonNode.Parse(entity == Entity.Contact
        ? """{"title":["software engineer","developer"],"include_domain_list":["example.com","example.org"],"limit":25}"""
        : """{"include_domain_list":["example.com","example.org"],"employees_min":50,"ordering":"-employees","limit":25}""")!;
}
