using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vql.Storage.Elasticsearch;

/// <summary>Why Elasticsearch did not do what it was asked.</summary>
public enum ElasticsearchFailureKind
{
    /// <summary>The deadline passed.</summary>
    Timeout,

    /// <summary>No connection, or one that broke.</summary>
    Unreachable,

    /// <summary>401 or 403.</summary>
    Unauthorized,

    /// <summary>429: the node is overloaded; later may be better.</summary>
    RateLimited,

    /// <summary>The index does not exist.</summary>
    IndexMissing,

    /// <summary>The point in time is not held any more.</summary>
    PointInTimeGone,

    /// <summary>Any other 4xx: the request is at fault and will be refused again.</summary>
    Rejected,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>An answer that is no answer of Elasticsearch's.</summary>
    BadResponse,

    /// <summary>An answer over a part of the data: a shard failed or the search timed out.</summary>
    Incomplete,
}

/// <summary>A failure, as a value.</summary>
/// <param name="Kind">What sort of failure.</param>
/// <param name="Reason">What happened, for people; holds no secrets.</param>
/// <param name="Status">The HTTP status, when there was an answer.</param>
public sealed record ElasticsearchFailure(ElasticsearchFailureKind Kind, string Reason, int? Status = null)
{
    private const int ReasonLength = 500;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Kind is not (ElasticsearchFailureKind.Rejected or ElasticsearchFailureKind.Unauthorized);

    /// <summary>Whether a part of the same body may be accepted: an operation in it is at fault, or it is too large.</summary>
    public bool IsOfContent => Kind == ElasticsearchFailureKind.Rejected && Status is 400 or 413;

    /// <summary>Reads the failure out of an answer that is none of the 2xx.</summary>
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
                ? (Text(error, "type"), Cause(error, "type"), Cut(Cause(error, "reason")))
                : (null, null, Cut(error.ToString()));
        }
        catch (JsonException)
        {
            // A proxy's page instead of Elasticsearch's JSON: the status has to say it all.
            return default;
        }
    }

    // "all shards failed" says less than the first shard's own reason.
    private static string? Cause(JsonElement error, string name)
    {
        var own = error.TryGetProperty("root_cause", out var causes) && causes.ValueKind == JsonValueKind.Array && causes.GetArrayLength() > 0
            ? Text(causes[0], name)
            : null;
        return own ?? Text(error, name);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string? Cut(string? reason) => reason is { Length: > ReasonLength } ? reason[..ReasonLength] : reason;
}

/// <summary>A result that may be a failure.</summary>
internal interface IFallible
{
    /// <summary>The failure; null on success.</summary>
    ElasticsearchFailure? Failure { get; }
}

/// <summary>What a request came to: a value, or a failure.</summary>
/// <param name="Value">The value; default when there is a failure.</param>
/// <param name="Failure">The failure; null when there is a value.</param>
public readonly record struct ElasticsearchAnswer<T>(T? Value, ElasticsearchFailure? Failure) : IFallible
{
    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;
}

/// <summary>A failure where nobody can go on without the answer, such as the administration of indices.</summary>
public sealed class ElasticsearchException : Exception
{
    /// <summary>An exception without a failure.</summary>
    public ElasticsearchException()
        : this("Elasticsearch failed")
    {
    }

    /// <summary>An exception with a message.</summary>
    public ElasticsearchException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public ElasticsearchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The exception of a failure.</summary>
    /// <param name="action">What was being done.</param>
    /// <param name="failure">Why it failed.</param>
    public ElasticsearchException(string action, ElasticsearchFailure failure)
        : base($"{action} failed: {failure.Reason}") => Failure = failure;

    /// <summary>The failure, when there was one.</summary>
    public ElasticsearchFailure? Failure { get; }
}
