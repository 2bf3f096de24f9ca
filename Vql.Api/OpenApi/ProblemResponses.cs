using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Vql.Api.OpenApi;

/// <summary>The answers that say no: those that any request may meet are added, and all look the same (RFC 9457).</summary>
internal static class ProblemResponses
{
    public const string Schema = "Problem";

    private const string MediaType = "application/problem+json";

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The request cannot be understood: errors names every fault.",
        [401] = "No key or token, or none that is valid.",
        [403] = "The caller may not do this.",
        [404] = "There is no such thing.",
        [409] = "There is one already.",
        [412] = "It has changed since it was read.",
        [413] = "The body is too large.",
        [415] = "The body is of another type.",
        [422] = "The request is understood and cannot be done.",
        [428] = "The request needs a condition.",
        [429] = "Too many requests: Retry-After says when to come back.",
        [503] = "Neither engine answers at the moment: Retry-After says when to come back.",
        [504] = "There was no answer in the time that a request may take.",
    };

    /// <summary>Completes an operation.</summary>
    /// <param name="operation">It.</param>
    /// <param name="path">Its path.</param>
    /// <param name="isGuarded">Whether it lets in only whom it knows.</param>
    /// <param name="document">Its document.</param>
    public static void Complete(OpenApiOperation operation, string path, bool isGuarded, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        List<int> statuses = [400, 503, 504];
        if (isGuarded)
        {
            statuses.AddRange([401, 403, 429]);
        }

        if (path.Contains('{', StringComparison.Ordinal))
        {
            statuses.Add(404);
        }

        if (operation.RequestBody is not null)
        {
            statuses.AddRange([413, 415]);
        }

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
        var meaning = Meanings.GetValueOrDefault(status, "The request fails.");
        response.Description = meaning;
        var example = new JsonObject { ["type"] = "about:blank", ["title"] = meaning, ["status"] = status };
        if (status == 400)
        {
            example["errors"] = new JsonObject { ["limit"] = new JsonArray("\"0\" is not a whole number from 1 to 10000") };
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
                    Description = "Seconds to wait.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" },
                },
            };
        }
    }
}
