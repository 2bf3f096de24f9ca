using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;

namespace Vql.Api.OpenApi;

/// <summary>Describes the parameters and bodies that routes share.</summary>
internal static class RouteDescription
{
    /// <summary>Describes the filters of a route, its order and its cursor.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, Entity entity, string summary, bool paged) =>
        endpoint.WithSummary(summary).WithTags(FieldCatalogue.For(entity).Table)
            .Takes(document => [.. FilterDescription.Of(entity, document), .. paged ? PageDescription.Position(entity) : []])
            .TakesFreshness();

    /// <summary>Describes the parameters and the header for the required freshness.</summary>
    public static RouteHandlerBuilder TakesFreshness(this RouteHandlerBuilder endpoint) => endpoint.Takes(_ => PageDescription.Freshness());

    /// <summary>Describes page size, page numbers and totals.</summary>
    public static RouteHandlerBuilder TakesPages(this RouteHandlerBuilder endpoint) => endpoint.Takes(_ => PageDescription.Numbers());

    /// <summary>Describes the parameters that select the members of rows, and the rows with these members.</summary>
    public static RouteHandlerBuilder TakesShape(this RouteHandlerBuilder endpoint, Entity entity) =>
        endpoint.Takes(_ => PageDescription.Shape(entity)).AnswersShaped(entity);

    /// <summary>Describes the page whose rows have selected members.</summary>
    /// <param name="endpoint">The route.</param>
    /// <param name="entities">The entities that the rows can be.</param>
    public static RouteHandlerBuilder AnswersShaped(this RouteHandlerBuilder endpoint, params IReadOnlyList<Entity> entities) =>
        endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            IReadOnlyList<IOpenApiSchema> pages = [.. entities.Select(entity => ShapedPages.Of(entity, context.Document!))];
            operation.Responses!["200"].Content![MediaTypeNames.Application.Json].Schema =
                pages is [var only] ? only : new OpenApiSchema { AnyOf = [.. pages] };
            return Task.CompletedTask;
        });

    /// <summary>Describes an alternative successful response.</summary>
    public static RouteHandlerBuilder MayProduce<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var answer = operation.Responses!["200"].Content![MediaTypeNames.Application.Json];
            var alternative = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken);
            answer.Schema = new OpenApiSchema { AnyOf = [answer.Schema!, alternative] };
        });

    /// <summary>Describes parameters.</summary>
    /// <param name="endpoint">The route.</param>
    /// <param name="describe">Creates the descriptions. Each document has its own, because it completes them.</param>
    public static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint, Func<OpenApiDocument, IEnumerable<ParameterDescription>> describe) =>
        endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            foreach (var parameter in describe(context.Document!))
            {
                parameter.AddTo(operation, context.Document!);
            }

            return Task.CompletedTask;
        });

    /// <summary>Describes a JSON body. Other media types are rejected.</summary>
    public static RouteHandlerBuilder TakesJson(
        this RouteHandlerBuilder route, Func<OpenApiDocument, IOpenApiSchema> schemaOf, JsonNode example) =>
        route.WithMetadata(new AcceptsMetadata([MediaTypeNames.Application.Json, "application/*+json"], typeof(JsonObject)))
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .AddOpenApiOperationTransformer((operation, context, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        [MediaTypeNames.Application.Json] = new() { Schema = schemaOf(context.Document!), Example = example.DeepClone() },
                    },
                };
                return Task.CompletedTask;
            });
}
