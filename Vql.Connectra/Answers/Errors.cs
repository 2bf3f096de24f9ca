using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;

namespace Vql.Connectra.Answers;

/// <summary>The service's error bodies, in one place.</summary>
internal static class Errors
{
    private const string Json = "application/json; charset=utf-8";

    public static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = Json;
        return context.Response.WriteAsync("""{"error":"unauthorized","message":"invalid API key"}""", context.RequestAborted);
    }

    public static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync("404 page not found", context.RequestAborted);
    }

    /// <summary>A 400 with every fault and its place.</summary>
    public static Task InvalidAsync(HttpContext context, IReadOnlyList<VqlFault> faults) => WriteAsync(
        context, StatusCodes.Status400BadRequest,
        $"{faults[0].Code}: {string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}"))}", faults);

    public static Task SearchFailedAsync(HttpContext context, ElasticsearchFailure failure) => WriteAsync(
        context,
        failure.Kind is ElasticsearchFailureKind.Timeout or ElasticsearchFailureKind.Incomplete
            ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status503ServiceUnavailable,
        $"ERR_ELASTICSEARCH_FAILURE: {failure.Reason}", []);

    public static Task RowsFailedAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status503ServiceUnavailable, "ERR_DATA_FETCH_FAILED: the rows cannot be read at the moment; try again", []);

    private static async Task WriteAsync(HttpContext context, int status, string error, IReadOnlyList<VqlFault> faults)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteBoolean("success", false);
        if (faults.Count > 0)
        {
            writer.WriteStartArray("faults");
            foreach (var fault in faults)
            {
                writer.WriteStartObject();
                writer.WriteString("path", fault.Path);
                writer.WriteString("message", fault.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
