namespace Vql.Storage.Elasticsearch;

/// <summary>The nodes of Elasticsearch and how to connect to them.</summary>
public sealed record ElasticsearchOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "elasticsearch";

    internal static readonly Uri DefaultNode = new("http://localhost:9200");

    /// <summary>The addresses of the nodes, without credentials, all of one scheme. Default: <c>http://localhost:9200</c>.</summary>
    public IReadOnlyList<Uri> Nodes { get; init; } = [DefaultNode];

    /// <summary>User for basic authentication; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>Password for basic authentication; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Encoded API key, in place of a user and a password; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// SHA-256 fingerprint of the server's certificate or of its root CA's, 64 hexadecimal digits, in place of the usual validation;
    /// null for none.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether the server's certificate must be valid. Default: true.</summary>
    public bool VerifyCerts { get; init; } = true;

    /// <summary>Whether request bodies are compressed; worth it over a slow line only.</summary>
    public bool CompressRequests { get; init; }

    /// <summary>Whether queries are logged as they are sent.</summary>
    public bool Debug { get; init; }

    /// <summary>Hides the password and the API key, so that options can be logged.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Nodes)} as {Username ?? (ApiKey is null ? "nobody" : "the owner of an API key")}";
}
