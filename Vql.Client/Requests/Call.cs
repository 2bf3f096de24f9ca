namespace Vql.Client.Requests;

/// <summary>A request, which can be made again and again.</summary>
internal sealed record Call(HttpMethod Method, Uri Address)
{
    /// <summary>Makes the body; null for none.</summary>
    public Func<HttpContent>? Content { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? IfMatch { get; init; }

    /// <summary>Whether it may reach the API twice. A change that nobody can tell from its repetition may not.</summary>
    public bool IsRepeatable => Method == HttpMethod.Get || IdempotencyKey is not null;
}
