using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Http.Queries;

/// <summary>Describes the routes that take a query in VQL.</summary>
internal static class QueryDescription
{
    /// <summary>Says that the route takes a query as its body, and a page's place in its address.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, Entity entity) => route
        .TakesText("cursor", "The place to go on from, as next and previous have it. It counts before a place in the body.", null)
        .TakesNumber("offset", $"How many rows come before the page, up to {ListRequest.MaxOffset}, likewise.", 50)
        .TakesFreshness()
        .TakesJson(new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = QueryBody.Members.ToDictionary(member => member, IOpenApiSchema (member) => SchemaOf(member)),
            AdditionalPropertiesAllowed = false,
        }, ExampleFor(entity));

    private static OpenApiSchema SchemaOf(string member) => member switch
    {
        "where" => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = $"The conditions: text_matches, keyword_match, range_query, exists, missing, and groups of such in any_of, all_of and none_of, up to {VqlReader.MaxDepth} deep.",
        },
        "order_by" => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Newest first unless given. The uuid always stands at its end.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "order_by" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["order_by"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A field." },
                    ["order_direction"] = OneOf("asc", "desc"),
                    ["missing"] = OneOf("last", "first"),
                },
                AdditionalPropertiesAllowed = false,
            },
        },
        "cursor" => new OpenApiSchema
        {
            Type = JsonSchemaType.String | JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
            Description = "The place to go on from: the cursor of next or previous, or a row's own values of the order with its uuid at the end.",
        },
        "page" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Description = $"The page by its number, up to {ListRequest.MaxOffset} rows deep; deeper go by cursor. next and previous then carry offset.",
        },
        "total" => new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether meta.total tells how many rows there are in all." },
        "limit" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{ListRequest.MaxLimit}",
            Description = $"Rows of a page; {ListRequest.DefaultLimit} unless given.",
        },
        "version" => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{VqlQuery.LatestVersion}", Description = "The language's version; 2 has prefix and wildcard." },
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    };

    private static OpenApiSchema OneOf(params string[] values) => new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => (JsonNode)value)] };

    private static JsonNode ExampleFor(Entity entity) => JsonNode.Parse(entity == Entity.Contact
        ? """
          {"where":{"text_matches":{"must":[{"filter_key":"title","text_value":"software engineer","search_type":"shuffle"}]},
                    "any_of":[{"keyword_match":{"must":{"country":["canada"]}}},{"range_query":{"must":{"company_employees_count":{"gte":100}}}}]},
           "order_by":[{"order_by":"created_at","order_direction":"desc"}],"limit":25}
          """
        : """
          {"where":{"keyword_match":{"must":{"industries":["software"]}},
                    "any_of":[{"range_query":{"must":{"employees_count":{"gte":100}}}},{"exists":["latest_funding"]}]},
           "order_by":[{"order_by":"employees_count","order_direction":"desc"}],"limit":25}
          """)!;
}
