using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.OpenApi;

/// <summary>Describes the parameters and bodies that routes share.</summary>
internal static class RouteDescription
{
    /// <summary>Describes the filters of a route, its order and its cursor.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, Entity entity, string summary, bool paged) =>
        endpoint.WithSummary(summary).WithTags(FieldCatalogue.For(entity).Table).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var filter in FilterTable.For(entity).Parameters)
            {
                Add(operation, filter, filter.Name, filter.Description);
                if (filter.Alias is { } alias)
                {
                    Add(operation, filter, alias, $"An alias of {filter.Name}.");
                }

                if (FilterTable.For(entity).HasModifiers(filter))
                {
                    Add(
                        operation, filter.Name + EntityFilters.MatchModifier,
                        $"How {filter.Name} matches: words, exact, substring or prefix.", "exact", isNumber: false);
                    Add(
                        operation, filter.Name + EntityFilters.FuzzyModifier,
                        $"Whether {filter.Name} tolerates typos. Default: true for words.", "false", isNumber: false);
                }
            }

            if (paged)
            {
                Add(
                    operation, "ordering",
                    $"Sort keys, separated by commas. Prefix - for descending order: {string.Join(", ", OrderTable.For(entity).Keys)}.",
                    "-created_at", isNumber: false);
                Add(operation, "cursor", "The cursor of the page, from next or previous.", null, isNumber: false);
            }

            return Task.CompletedTask;
        }).TakesFreshness();

    /// <summary>Describes the parameters and the header for the required freshness.</summary>
    public static RouteHandlerBuilder TakesFreshness(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            Add(
                operation, FreshnessRequirement.ConsistencyParameter,
                "fresh: the answer contains all writes so far. eventual: it can lack recent writes. Default: eventual.", "eventual",
                isNumber: false);
            Add(
                operation, FreshnessRequirement.WaitParameter,
                "Maximum time to wait until the search contains the required writes, such as 500ms or 2s. "
                + $"Maximum: {FreshnessRequirement.MaxWait.TotalSeconds:0}s.",
                "500ms", isNumber: false);
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = FreshnessRequirement.PositionHeader,
                In = ParameterLocation.Header,
                Description = "The position of a write that the answer must contain, from the response to the write.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "0/0",
            });
            return Task.CompletedTask;
        });

    /// <summary>Marks a parameter as required.</summary>
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters!.OfType<OpenApiParameter>().Single(parameter => parameter.Name == name).Required = true;
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

    /// <summary>Describes page size, page numbers and totals.</summary>
    public static RouteHandlerBuilder TakesPages(this RouteHandlerBuilder endpoint) => endpoint
        .TakesNumber("limit", $"The page size, 1 to {ListRequest.MaxLimit}. Default: {ListRequest.DefaultLimit}.", 25)
        .TakesNumber("page_size", "An alias of limit, which takes precedence.", 25)
        .TakesNumber(
            "offset", $"Number of rows before the page, up to {ListRequest.MaxOffset}. Use cursor for later pages.", 50)
        .TakesNumber("page", "The page number, starting at 1. An alternative to offset.", 3)
        .TakesText("total", "true: meta.total contains the number of matching rows.", "true")
        .TakesText("distinct", "Accepted for compatibility. Lists never contain a row twice.", "true");

    /// <summary>Describes the parameters that select the members of rows.</summary>
    public static RouteHandlerBuilder TakesShape(this RouteHandlerBuilder endpoint, Entity entity)
    {
        if (entity == Entity.Contact)
        {
            endpoint = endpoint
                .TakesText(
                    "view",
                    "simple: only uuid, first_name, last_name, title, location, company_name, person_linkedin_url and company_domain.",
                    "simple")
                .TakesText("expand", "company: each contact contains its company as company_detail.", "company");
        }

        return endpoint
            .TakesText("select", "The members of each row, separated by commas.", entity == Entity.Contact ? "uuid,email" : "uuid,name")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                var answer = operation.Responses!["200"].Content![MediaTypeNames.Application.Json];
                var shaped = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "The same page. Its rows have the members that view, expand and select specify.",
                };
                answer.Schema = new OpenApiSchema { AnyOf = [answer.Schema!, shaped] };
                return Task.CompletedTask;
            });
    }

    /// <summary>Describes an integer parameter.</summary>
    public static RouteHandlerBuilder TakesNumber(this RouteHandlerBuilder endpoint, string name, string description, int example) =>
        endpoint.Takes(name, description, $"{example}", isNumber: true);

    /// <summary>Describes a string parameter.</summary>
    public static RouteHandlerBuilder TakesText(this RouteHandlerBuilder endpoint, string name, string description, string? example) =>
        endpoint.Takes(name, description, example, isNumber: false);

    /// <summary>Describes a JSON body. Other media types are rejected.</summary>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder route, OpenApiSchema schema, JsonNode example) =>
        route.WithMetadata(new AcceptsMetadata([MediaTypeNames.Application.Json, "application/*+json"], typeof(JsonObject)))
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        [MediaTypeNames.Application.Json] = new() { Schema = schema, Example = example },
                    },
                };
                return Task.CompletedTask;
            });

    private static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint, string name, string description, string? example, bool isNumber) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            Add(operation, name, description, example, isNumber);
            return Task.CompletedTask;
        });

    private static void Add(OpenApiOperation operation, FilterParameter filter, string name, string description) =>
        Add(operation, name, $"{description} {filter.MultipleValues}".TrimEnd(), filter.Example, filter.IsNumber);

    private static void Add(OpenApiOperation operation, string name, string description, string? example, bool isNumber) =>
        operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Query,
            Description = description,
            Schema = new OpenApiSchema { Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
            Example = example is null ? null : isNumber ? long.Parse(example, CultureInfo.InvariantCulture) : example,
        });
}
