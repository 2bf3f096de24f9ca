using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Adds the error responses that any request can have, and describes all of them as problems (RFC 9457).</summary>
internal static class ProblemResponses
{
    public const string Schema = "Problem";

    private const string MediaType = "application/problem+json";

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The request is invalid. The member errors contains every error.",
        [401] = "The API key or bearer token is missing or invalid.",
        [403] = "The caller is not allowed to perform this operation.",
        [404] = "The resource does not exist.",
        [409] = "The resource already exists.",
        [412] = "The resource was modified since it was read.",
        [413] = "The body is too large.",
        [414] = "The URL is too long. Send the query in a body.",
        [415] = "The media type of the body is not supported.",
        [422] = "The request is valid, but cannot be processed.",
        [428] = "The request requires a precondition.",
        [429] = "The rate limit is exceeded. Retry after the time in Retry-After.",
        [503] = "Neither the search nor the database is available. Retry after the time in Retry-After.",
        [504] = "The request timed out.",
    };

    /// <summary>Adds and describes the error responses of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="path">The path.</param>
    /// <param name="isSecured">Whether it requires authentication.</param>
    /// <param name="document">The document.</param>
    public static void Complete(OpenApiOperation operation, string path, bool isSecured, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        List<int> statuses = [400, 503, 504];
        if (isSecured)
        {
            statuses.AddRange([401, 403, 429]);
        }

        if (path.Contains('{', StringComparison.Ordinal))
        {
            statuses.Add(404);
        }

        statuses.AddRange(operation.RequestBody is null ? [414] : [413, 415]);

        foreach (var name in statuses.Select(status => status.ToString(CultureInfo.InvariantCulture)))
        {
            responses.TryAdd(name, new OpenApiResponse());
        }

        foreach (var (status, response) in responses.Where(response => response.Key[0] is '4' or '5'))
        {
            Describe(int.Parse(status, CultureInfo.InvariantCulture), (OpenApiResponse)response, document);
        }
    }

    private static void Describe(int status, OpenApiResponse response, OpenApiDocument document)
    {
        var meaning = Meanings.GetValueOrDefault(status, "The request failed.");
        response.Description = meaning;
        var example = new JsonObject { ["type"] = "about:blank", ["title"] = meaning, ["status"] = status };
        if (status == 400)
        {
            example["errors"] = new JsonObject { ["limit"] = new JsonArray("must be a whole number between 1 and 10000, not \"0\"") };
        }

        response.Content = new Dictionary<string, OpenApiMediaType>
        {
            [MediaType] = new() { Schema = new OpenApiSchemaReference(Schema, document), Example = example },
        };
        if (status is 429 or 503)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "The delay in seconds.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
                },
            };
        }
    }
}
