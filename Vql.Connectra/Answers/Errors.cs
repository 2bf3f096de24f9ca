using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;

namespace Vql.Connectra.Answers;

/// <summary>Writes the error responses of the service.</summary>
internal static class Errors
{
    public const string Json = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    /// <summary>Writes a 400 with all faults and their paths.</summary>
    public static Task InvalidAsync(HttpContext context, IReadOnlyList<VqlFault> faults) => WriteAsync(
        context, StatusCodes.Status400BadRequest,
        $"{faults[0].Code}: {string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}"))}", faults);

    /// <summary>Writes a 504 for a timeout, a 410 for an expired point in time, otherwise a 500 as the Go service does.</summary>
    public static Task SearchFailedAsync(HttpContext context, ElasticsearchFailure failure) =>
        failure.Kind == ElasticsearchFailureKind.PointInTimeGone
            ? PointInTimeExpiredAsync(context)
            : WriteAsync(
                context,
                failure.Kind is ElasticsearchFailureKind.Timeout or ElasticsearchFailureKind.Incomplete
                    ? StatusCodes.Status504GatewayTimeout
                    : StatusCodes.Status500InternalServerError,
                $"ERR_ELASTICSEARCH_FAILURE: {failure.Reason}");

    private static Task PointInTimeExpiredAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status410Gone,
        "ERR_POINT_IN_TIME_EXPIRED: the point in time has expired; restart without a cursor, or continue with the cursor of the " +
        "last row in a new point in time. Request pages sooner, or with a longer keep_alive");

    /// <summary>Writes an error for a body that is too large or incomplete.</summary>
    public static Task UnreadableBodyAsync(HttpContext context, int status) => WriteAsync(
        context, status,
        status == StatusCodes.Status413PayloadTooLarge
            ? "ERR_BODY_TOO_LARGE: the body is larger than 16 MB; send a smaller batch"
            : $"{VqlFaultCode.InvalidJson}: the body is incomplete or does not match its headers");

    public static Task DocumentsFailedAsync(HttpContext context, string reason) => WriteAsync(
        context, StatusCodes.Status500InternalServerError,
        $"ERR_ELASTICSEARCH_BULK_FAILURE: the rows are written, but searches may not find them yet; send the batch again. {reason}");

    /// <summary>Writes a 504 for a timeout, otherwise a 500 as the Go service does.</summary>
    public static Task DatabaseFailedAsync(HttpContext context, bool isTimeout) => WriteAsync(
        context,
        isTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status500InternalServerError,
        $"ERR_DATA_FETCH_FAILED: {(isTimeout ? "the database did not respond in time" : "the database request failed")}; try again. " +
        "A batch may have been written; sending it again is safe. If the error persists, check the log of the service");

    /// <summary>Writes a 400 for a value that the database rejects.</summary>
    public static Task InvalidValueAsync(HttpContext context, string reason) => WriteAsync(
        context, StatusCodes.Status400BadRequest, $"{VqlFaultCode.InvalidJson}: the database rejected a value: {reason}");

    public static Task UnsupportedServiceAsync(HttpContext context, string service) => WriteAsync(
        context,
        StatusCodes.Status500InternalServerError,
        $"ERR_UNSUPPORTED_SERVICE: {service} has no filters; use contact or company");

    public static Task UnknownFilterAsync(HttpContext context, string service, string key) => WriteAsync(
        context, StatusCodes.Status500InternalServerError, $"{service} has no filter {key}; GET /common/{service}/filters lists them");

    public static Task RateLimitedAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = Json;
        if (wait < TimeSpan.MaxValue)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.WriteAsync(
            """{"error":"rate limit exceeded","message":"too many requests, please try again later"}""", context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, int status, string error, IReadOnlyList<VqlFault>? faults = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, Writing);
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteBoolean("success", false);
        if (faults is not null)
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
