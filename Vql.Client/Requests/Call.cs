namespace Vql.Client.Requests;

/// <summary>A description of a request, from which each attempt creates its own message.</summary>
internal sealed record Call(HttpMethod Method, Uri Address)
{
    /// <summary>Creates the body. Null for a request without a body.</summary>
    public Func<HttpContent>? Content { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? IfMatch { get; init; }

    /// <summary>Whether a request with a body only reads.</summary>
    public bool IsSearch { get; init; }

    /// <summary>Whether the request only reads.</summary>
    public bool IsRead => Method == HttpMethod.Get || IsSearch;

    /// <summary>Whether the request can be retried. A write is retried only with an idempotency key.</summary>
    public bool IsIdempotent => IsRead || IdempotencyKey is not null;
}
