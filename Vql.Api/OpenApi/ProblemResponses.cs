using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>Adds the error responses that any request can have, and describes all of them as problems (RFC 9457).</summary>
internal static class ProblemResponses
{
    public const string Schema = "Problem";

    private const string MediaType = "application/problem+json";

    // The components that operations refer to, with their descriptions.
    private static readonly Dictionary<int, (string Component, string Meaning)> Problems = new()
    {
        [400] = ("InvalidRequest", "The request is invalid. The member errors contains every error."),
        [401] = ("Unauthenticated", "The API key or bearer token is missing or invalid."),
        [403] = ("Forbidden", "The caller is not allowed to perform this operation."),
        [404] = ("NotFound", "The resource does not exist."),
        [409] = ("Conflict", "The resource already exists."),
        [412] = ("PreconditionFailed", "The resource was modified since it was read."),
        [413] = ("BodyTooLarge", "The body is too large."),
        [414] = ("UrlTooLong", "The URL is too long. Send the filters in a body."),
        [415] = ("UnsupportedMediaType", "The media type of the body is not supported."),
        [422] = ("Unprocessable", "The request is valid, but cannot be processed."),
        [428] = ("PreconditionRequired", "The request requires a precondition."),
        [429] = ("RateLimited", "The rate limit is exceeded. Retry after the time in Retry-After."),
        [503] = ("Unavailable", "Neither the search nor the database is available. Retry after the time in Retry-After."),
        [504] = ("TimedOut", "The request timed out."),
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

        statuses.AddRange(operation.RequestBody is null ? [414] : [413, 414, 415]);
        foreach (var status in responses.Keys.Where(status => status[0] is '4' or '5')
            .Select(status => int.Parse(status, CultureInfo.InvariantCulture)).Concat(statuses).Distinct().ToList())
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = ReferTo(status, document);
        }
    }

    private static OpenApiResponseReference ReferTo(int status, OpenApiDocument document)
    {
        var (component, meaning) = Problems[status];
        if (document.Components?.Responses?.ContainsKey(component) != true)
        {
            document.AddComponent(component, Describe(status, meaning, document));
        }

        return new OpenApiResponseReference(component, document);
    }

    private static OpenApiResponse Describe(int status, string meaning, OpenApiDocument document)
    {
        var example = new JsonObject { ["type"] = "about:blank", ["title"] = meaning, ["status"] = status };
        if (status == 400)
        {
            example["errors"] = new JsonObject { ["limit"] = new JsonArray("must be a whole number between 1 and 10000, not \"0\"") };
        }

        return new OpenApiResponse
        {
            Description = meaning,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaType] = new() { Schema = new OpenApiSchemaReference(Schema, document), Example = example },
            },
            Headers = status is 429 or 503
                ? new Dictionary<string, IOpenApiHeader>
                {
                    ["Retry-After"] = new OpenApiHeader { Description = "The delay in seconds.", Schema = Schemas.Integer(0) },
                }
                : null,
        };
    }
}
