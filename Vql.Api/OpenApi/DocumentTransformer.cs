using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>
/// What the document says of all operations, whatever their endpoints say: the failures, the problem they answer with, who may
/// call, and the bounds and examples of parameters. It comes last, when the endpoints have described themselves.
/// </summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Vql",
            Version = "v1",
            Description = "Contacts and companies: the search answers, and PostgreSQL when it cannot.",
        };
        document.AddComponent(ProblemResponses.Schema, Problem());
        var isSecured = context.ApplicationServices.GetService<IAuthenticationSchemeProvider>() is { } doors && (await doors.GetAllSchemesAsync()).Any();
        if (isSecured)
        {
            Secure(document);
        }

        var routes = context.DescriptionGroups.SelectMany(group => group.Items).ToList();
        SpellPaths(document, routes.Select(route => $"/{route.RelativePath}"));
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
    }

    // As they are asked for: the generator takes the slash from their ends.
    private static void SpellPaths(OpenApiDocument document, IEnumerable<string> routes)
    {
        var spelled = routes.DistinctBy(route => route.TrimEnd('/')).ToDictionary(route => route.TrimEnd('/'));
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            paths.Add(spelled.GetValueOrDefault(path.TrimEnd('/'), path), item);
        }

        document.Paths = paths;
    }

    private static void Secure(OpenApiDocument document)
    {
        document.AddComponent(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" });
        document.AddComponent(ApiKey, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key" });
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] },
        ];
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why a request failed (RFC 9457).",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("What kind of problem it is."),
            ["title"] = Text("The kind in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The status of the answer." },
            ["detail"] = Text("What is wrong here."),
            ["instance"] = Text("Which request it was."),
            ["trace_id"] = Text("The request's trace."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with each parameter or member of the body.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
