using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.OpenApi;

/// <summary>Describes an endpoint's parameters from the tables they are read by.</summary>
internal static class RouteDescription
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, Entity entity, string summary, bool paged) =>
        endpoint.WithSummary(summary).WithTags(FieldCatalogue.For(entity).Table).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var filter in FilterTable.For(entity).Parameters)
            {
                Add(operation, filter, filter.Name, filter.Description);
                if (filter.Alias is { } alias)
                {
                    Add(operation, filter, alias, $"The same as {filter.Name}.");
                }

                if (FilterTable.For(entity).HasModifiers(filter))
                {
                    Add(operation, filter.Name + EntityFilters.MatchModifier, $"How {filter.Name} reads words: words, exact, substring or prefix.", "exact", isNumber: false);
                    Add(operation, filter.Name + EntityFilters.FuzzyModifier, $"Whether {filter.Name} forgives misspellings; true for words unless given.", "false", isNumber: false);
                }
            }

            if (paged)
            {
                Add(operation, "ordering", $"Keys separated by commas, - in front for descending: {string.Join(", ", OrderTable.For(entity).Keys)}.", "-created_at", isNumber: false);
                Add(operation, "cursor", "The place to go on from, taken from next or previous.", null, isNumber: false);
            }

            return Task.CompletedTask;
        }).TakesFreshness();

    /// <summary>Describes how fresh an answer may be asked to be.</summary>
    public static RouteHandlerBuilder TakesFreshness(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            Add(
                operation, FreshnessRequirement.ConsistencyParameter,
                "fresh for every write up to now; eventual, as without it, for whatever the search holds.", "eventual", isNumber: false);
            Add(
                operation, FreshnessRequirement.WaitParameter,
                $"How long the search may be waited for until it has them, up to {FreshnessRequirement.LongestWait.TotalSeconds:0}s, as 500ms or 2s.",
                "500ms", isNumber: false);
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = FreshnessRequirement.PositionHeader,
                In = ParameterLocation.Header,
                Description = "The write that must be seen, as it was answered.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "0/0",
            });
            return Task.CompletedTask;
        });

    /// <summary>Says that a parameter must be given.</summary>
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters!.OfType<OpenApiParameter>().Single(parameter => parameter.Name == name).Required = true;
            return Task.CompletedTask;
        });

    /// <summary>Describes another answer of success beside the first.</summary>
    public static RouteHandlerBuilder MayAnswer<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var answer = operation.Responses!["200"].Content![MediaTypeNames.Application.Json];
            answer.Schema = new OpenApiSchema { AnyOf = [answer.Schema!, await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken)] };
        });

    /// <summary>Describes what names a page beside the cursor, how long it is, and what it tells.</summary>
    public static RouteHandlerBuilder TakesPages(this RouteHandlerBuilder endpoint) => endpoint
        .TakesNumber("limit", $"Rows of a page, 1 to {ListRequest.MaxLimit}; {ListRequest.DefaultLimit} unless given.", 25)
        .TakesNumber("page_size", "The same as limit, which counts when both are given.", 25)
        .TakesNumber("offset", $"How many rows come before the page, up to {ListRequest.MaxOffset}; deeper go by cursor. next and previous carry it on.", 50)
        .TakesNumber("page", "The page, from 1, instead of offset.", 3)
        .TakesText("total", "true: meta.total tells how many rows there are in all.", "true")
        .TakesText("distinct", "Taken, and without effect: no row is listed twice.", "true");

    /// <summary>Describes what chooses the members of each row.</summary>
    public static RouteHandlerBuilder TakesShape(this RouteHandlerBuilder endpoint, Entity entity)
    {
        if (entity == Entity.Contact)
        {
            endpoint = endpoint
                .TakesText("view", "simple: uuid, first_name, last_name, title, location, company_name, person_linkedin_url and company_domain only.", "simple")
                .TakesText("expand", "company: each contact's company as company_detail.", "company");
        }

        return endpoint.TakesText("select", "Only these members of each row, separated by commas.", entity == Entity.Contact ? "uuid,email" : "uuid,name")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                var answer = operation.Responses!["200"].Content![MediaTypeNames.Application.Json];
                var shaped = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "The same page, its rows with the members that view, expand and select choose." };
                answer.Schema = new OpenApiSchema { AnyOf = [answer.Schema!, shaped] };
                return Task.CompletedTask;
            });
    }

    /// <summary>Describes a number beside the filters.</summary>
    public static RouteHandlerBuilder TakesNumber(this RouteHandlerBuilder endpoint, string name, string description, int example) =>
        endpoint.Takes(name, description, $"{example}", isNumber: true);

    /// <summary>Describes a text beside the filters.</summary>
    public static RouteHandlerBuilder TakesText(this RouteHandlerBuilder endpoint, string name, string description, string? example) =>
        endpoint.Takes(name, description, example, isNumber: false);

    /// <summary>Says that the route takes a body of JSON, and nothing else.</summary>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder route, OpenApiSchema schema, JsonNode example) =>
        route.WithMetadata(new AcceptsMetadata([MediaTypeNames.Application.Json, "application/*+json"], typeof(JsonObject)))
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = schema, Example = example } },
                };
                return Task.CompletedTask;
            });

    private static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, string name, string description, string? example, bool isNumber) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            Add(operation, name, description, example, isNumber);
            return Task.CompletedTask;
        });

    private static void Add(OpenApiOperation operation, FilterParameter filter, string name, string description) =>
        Add(operation, name, $"{description} {filter.Several}".TrimEnd(), filter.Example, filter.IsNumber);

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
