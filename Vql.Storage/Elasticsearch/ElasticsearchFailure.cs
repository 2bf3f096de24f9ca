using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>The kinds of failures of requests to Elasticsearch.</summary>
public enum ElasticsearchFailureKind
{
    /// <summary>The request timed out.</summary>
    Timeout,

    /// <summary>The connection could not be established or was lost.</summary>
    Unreachable,

    /// <summary>401 or 403.</summary>
    Unauthorized,

    /// <summary>429: the node is overloaded. A retry may succeed.</summary>
    RateLimited,

    /// <summary>The index does not exist.</summary>
    IndexMissing,

    /// <summary>The point in time has expired or was closed.</summary>
    PointInTimeGone,

    /// <summary>Any other 4xx: the request is invalid. A retry fails as well.</summary>
    Rejected,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>The response is not a valid response of Elasticsearch.</summary>
    BadResponse,

    /// <summary>The response covers a part of the data: a shard failed or the search timed out.</summary>
    Incomplete,
}

/// <summary>A failure of a request to Elasticsearch.</summary>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Reason">A human-readable description without secrets.</param>
/// <param name="Status">The HTTP status. Null if there was no response.</param>
public sealed record ElasticsearchFailure(ElasticsearchFailureKind Kind, string Reason, int? Status = null)
{
    private const int ReasonLength = 500;

    /// <summary>Whether a retry of the same request may succeed.</summary>
    public bool IsTransient => Kind is not (ElasticsearchFailureKind.Rejected or ElasticsearchFailureKind.Unauthorized);

    /// <summary>
    /// Whether a part of the same body may be accepted: an operation in the body is invalid, or the body is too large.
    /// </summary>
    public bool IsContentError => Kind == ElasticsearchFailureKind.Rejected && Status is 400 or 413;

    /// <summary>Reads the failure from a response whose status is not 2xx.</summary>
    internal static ElasticsearchFailure Of(int status, ReadOnlySpan<byte> body)
    {
        var (type, cause, reason) = ReadError(body);
        var kind = status switch
        {
            401 or 403 => ElasticsearchFailureKind.Unauthorized,
            429 => ElasticsearchFailureKind.RateLimited,
            404 when type == "index_not_found_exception" => ElasticsearchFailureKind.IndexMissing,
            404 when cause == "search_context_missing_exception" => ElasticsearchFailureKind.PointInTimeGone,
            >= 500 => ElasticsearchFailureKind.ServerError,
            >= 400 => ElasticsearchFailureKind.Rejected,
            _ => ElasticsearchFailureKind.BadResponse,
        };
        return new ElasticsearchFailure(kind, $"{status} {type}{(reason is null ? "" : ": ")}{reason}".TrimEnd(), status);
    }

    private static (string? Type, string? Cause, string? Reason) ReadError(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!JsonElement.TryParseValue(ref reader, out var answer)
                || answer.Value.ValueKind != JsonValueKind.Object
                || !answer.Value.TryGetProperty("error", out var error))
            {
                return default;
            }

            return error.ValueKind == JsonValueKind.Object
                ? (Text(error, "type"), Cause(error, "type"), Truncate(Cause(error, "reason")))
                : (null, null, Truncate(error.ToString()));
        }
        catch (JsonException)
        {
            // A proxy may return a page that is not JSON. The status is then the only information.
            return default;
        }
    }

    // The reason of the first shard is more specific than "all shards failed".
    private static string? Cause(JsonElement error, string name)
    {
        var rootCause = error.TryGetProperty("root_cause", out var causes)
            && causes.ValueKind == JsonValueKind.Array
            && causes.GetArrayLength() > 0
            ? Text(causes[0], name)
            : null;
        return rootCause ?? Text(error, name);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string? Truncate(string? reason) => reason is { Length: > ReasonLength } ? reason[..ReasonLength] : reason;
}

/// <summary>A result that may be a failure.</summary>
internal interface IFallible
{
    /// <summary>The failure. Null on success.</summary>
    ElasticsearchFailure? Failure { get; }
}

/// <summary>The result of a request: a value or a failure.</summary>
/// <param name="Value">The value. Default on failure.</param>
/// <param name="Failure">The failure. Null on success.</param>
public readonly record struct ElasticsearchAnswer<T>(T? Value, ElasticsearchFailure? Failure) : IFallible
{
    /// <summary>Whether the request succeeded.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;
}

/// <summary>The exception for failures of operations that must succeed, such as the administration of indices.</summary>
public sealed class ElasticsearchException : Exception
{
    /// <summary>Creates an exception with the default message.</summary>
    public ElasticsearchException()
        : this("Elasticsearch failed")
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ElasticsearchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public ElasticsearchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for a failure.</summary>
    /// <param name="action">The action that failed.</param>
    /// <param name="failure">The failure.</param>
    public ElasticsearchException(string action, ElasticsearchFailure failure)
        : base($"{action} failed: {failure.Reason}") => Failure = failure;

    /// <summary>The failure. Null if the exception was created without one.</summary>
    public ElasticsearchFailure? Failure { get; }
}
