using Microsoft.OpenApi;
using Vql.Api.Parameters;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Endpoints;

/// <summary>Describes an endpoint's parameters from the tables they are read by.</summary>
internal static class Description
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, Entity entity, string summary, bool paged) =>
        endpoint.WithSummary(summary).WithTags(FieldCatalogue.For(entity).Table).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var filter in FilterTable.For(entity).Parameters)
            {
                var isNumber = filter.Kind is FilterKind.Min or FilterKind.Max;
                Add(operation, filter.Name, filter.Description + (isNumber ? "" : " Several, separated by commas, mean any of them."), filter.Example, isNumber);
            }

            if (paged)
            {
                Add(operation, "limit", $"Rows of a page, 1 to {ListRequest.MaxLimit}; {ListRequest.DefaultLimit} unless given.", "25", isNumber: true);
                Add(operation, "ordering", $"Keys separated by commas, - in front for descending: {string.Join(", ", OrderTable.For(entity).Keys)}.", "-created_at", isNumber: false);
                Add(operation, "cursor", "The place to go on from, taken from next or previous.", null, isNumber: false);
            }

            return Task.CompletedTask;
        });

    private static void Add(OpenApiOperation operation, string name, string description, string? example, bool isNumber) =>
        operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Query,
            Description = description,
            Schema = new OpenApiSchema { Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
            Example = example,
        });
}
