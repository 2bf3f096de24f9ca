using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Vql.Api.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Http.Queries;

/// <summary>Describes the routes with a VQL body.</summary>
internal static class QueryDescription
{
    /// <summary>Describes the VQL body of a route, and the position of the page in the URL.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, Entity entity) => route
        .TakesText("cursor", "The cursor of the page, from next or previous. It takes precedence over the position in the body.", null)
        .TakesNumber(
            "offset", $"Number of rows before the page, up to {ListRequest.MaxOffset}. It takes precedence over the position in the body.",
            50)
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
            Description = "The conditions: text_matches, keyword_match, range_query, exists and missing. any_of, all_of and none_of "
                + $"contain groups of conditions, up to {VqlReader.MaxDepth} levels deep.",
        },
        "order_by" => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "The order. Default: newest first. uuid is always the last key.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "order_by" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["order_by"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The field." },
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
            Description = "The position of the page: the cursor of next or previous, or the values of a row in the order with its "
                + "uuid at the end.",
        },
        "page" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Description = $"The page number, for offsets up to {ListRequest.MaxOffset}. Use cursor for later pages.",
        },
        "total" => new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean,
            Description = "Whether meta.total contains the number of matching rows.",
        },
        "limit" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{ListRequest.MaxLimit}",
            Description = $"The page size. Default: {ListRequest.DefaultLimit}.",
        },
        "version" => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{VqlQuery.LatestVersion}",
            Description = "The version of VQL. prefix and wildcard require version 2.",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    };

    private static OpenApiSchema OneOf(params string[] values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(value => (JsonNode)value)],
    };

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
}
