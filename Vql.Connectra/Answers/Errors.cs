using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;

namespace Vql.Connectra.Answers;

/// <summary>The service's error bodies, in one place.</summary>
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

    /// <summary>A 400 with every fault and its place.</summary>
    public static Task InvalidAsync(HttpContext context, IReadOnlyList<VqlFault> faults) => WriteAsync(
        context, StatusCodes.Status400BadRequest,
        $"{faults[0].Code}: {string.Join("; ", faults.Select(fault => $"{fault.Path} {fault.Message}"))}", faults);

    /// <summary>A 500, as the Go service has it; a 504 tells those who wait that it was time that ran out, a 410 that the list's moment is over.</summary>
    public static Task SearchFailedAsync(HttpContext context, ElasticsearchFailure failure) =>
        failure.Kind == ElasticsearchFailureKind.PointInTimeGone ? PointInTimeExpiredAsync(context) : WriteAsync(
        context,
        failure.Kind is ElasticsearchFailureKind.Timeout or ElasticsearchFailureKind.Incomplete
            ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status500InternalServerError,
        $"ERR_ELASTICSEARCH_FAILURE: {failure.Reason}");

    private static Task PointInTimeExpiredAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status410Gone,
        "ERR_POINT_IN_TIME_EXPIRED: the list is not held any more: start again without cursor, or go on with the last row's own cursor " +
        "in a new point in time; ask for pages sooner, or for a longer keep_alive");

    /// <summary>A body that is too large, or that broke off.</summary>
    public static Task UnreadableBodyAsync(HttpContext context, int status) => WriteAsync(
        context, status,
        status == StatusCodes.Status413PayloadTooLarge
            ? "ERR_BODY_TOO_LARGE: the body is larger than 16 MB; send less at once"
            : $"{VqlFaultCode.InvalidJson}: the body cannot be read: it broke off or is not what its headers say");

    public static Task DocumentsFailedAsync(HttpContext context, string reason) => WriteAsync(
        context, StatusCodes.Status500InternalServerError,
        $"ERR_ELASTICSEARCH_BULK_FAILURE: the rows are written, but searches may not find them yet; send the batch again. {reason}");

    /// <summary>A 500, as the Go service has it; a 504 tells those who wait that it was time that ran out.</summary>
    public static Task RowsFailedAsync(HttpContext context, bool inTime) => WriteAsync(
        context,
        inTime ? StatusCodes.Status500InternalServerError : StatusCodes.Status504GatewayTimeout,
        $"ERR_DATA_FETCH_FAILED: the database did not answer {(inTime ? "as it should" : "in time")}; try again " +
        "(a batch may be written: sending it again does no harm), and see the service's log if it goes on");

    /// <summary>A 400 for a value that no table takes.</summary>
    public static Task InvalidValueAsync(HttpContext context, string reason) => WriteAsync(
        context, StatusCodes.Status400BadRequest, $"{VqlFaultCode.InvalidJson}: the database refuses a value: {reason}");

    public static Task UnsupportedServiceAsync(HttpContext context, string service) => WriteAsync(
        context, StatusCodes.Status500InternalServerError, $"ERR_UNSUPPORTED_SERVICE: there are filters for contact and company, not for {service}");

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
