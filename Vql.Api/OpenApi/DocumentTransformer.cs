using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vql.Api.Answers;

namespace Vql.Api.OpenApi;

/// <summary>
/// Completes the OpenAPI document after the endpoints have described themselves: error responses, security, and the limits and
/// examples of parameters.
/// </summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";
    private const string EmptyHost = ":///";

    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Vql",
            Version = "v1",
            Description = "Contacts and companies. Queries are answered by the search, or by PostgreSQL when the search is unavailable.",
        };
        document.AddComponent(ProblemResponses.Schema, Problem());
        foreach (var server in document.Servers ?? [])
        {
            server.Url = WithoutEmptyHost(server.Url);
        }

        var isSecured = context.ApplicationServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && (await schemes.GetAllSchemesAsync()).Any();
        if (isSecured)
        {
            Secure(document);
        }

        var routes = context.DescriptionGroups.SelectMany(group => group.Items).ToList();
        RestorePaths(document, routes.Select(route => $"/{route.RelativePath}"));
        var open = routes.Where(route => route.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
            .Select(route => (Path: $"/{route.RelativePath}", route.HttpMethod)).ToHashSet();
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                ParameterDefaults.Complete(operation);
                ProblemResponses.Complete(operation, path, isSecured && !open.Contains((path, method.Method)), document);
            }
        }

        ShapedPages.AddTo(
            document, await context.GetOrCreateSchemaAsync(typeof(ContactSimpleItem), cancellationToken: cancellationToken));
        RemoveProblemTypes(document);
    }

    // The framework's own types of problems, which every response replaces by its own.
    private static void RemoveProblemTypes(OpenApiDocument document)
    {
        document.Components?.Schemas?.Remove(nameof(ProblemDetails));
        document.Components?.Schemas?.Remove(nameof(HttpValidationProblemDetails));
    }

    // The request has no host if the client sent one that is not allowed. The server is then relative.
    private static string? WithoutEmptyHost(string? url) =>
        url?.IndexOf(EmptyHost, StringComparison.Ordinal) is >= 0 and var index ? url[(index + EmptyHost.Length - 1)..] : url;

    // The generator removes trailing slashes; the document contains the paths as they are routed.
    private static void RestorePaths(OpenApiDocument document, IEnumerable<string> routes)
    {
        var byTrimmedPath = routes.DistinctBy(route => route.TrimEnd('/')).ToDictionary(route => route.TrimEnd('/'));
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            paths.Add(byTrimmedPath.GetValueOrDefault(path.TrimEnd('/'), path), item);
        }

        document.Paths = paths;
    }

    private static void Secure(OpenApiDocument document)
    {
        document.AddComponent(
            Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" });
        document.AddComponent(
            ApiKey, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key" });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] },
        ];
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The error of a request (RFC 9457).",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("The type of the problem."),
            ["title"] = Text("A summary of the type."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status code." },
            ["detail"] = Text("The error of this request."),
            ["instance"] = Text("The request."),
            ["trace_id"] = Text("The trace ID of the request."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The errors of each parameter or member of the body.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
            [Problems.UuidsMember] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "The rows with a value that must identify one row.",
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
