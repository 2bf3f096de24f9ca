namespace Vql.Storage.Elasticsearch;

/// <summary>The addresses of the Elasticsearch nodes and the settings of connections.</summary>
public sealed record ElasticsearchOptions
{
    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "elasticsearch";

    internal static readonly Uri DefaultNode = new("http://localhost:9200");

    /// <summary>
    /// The addresses of the nodes, without credentials, with the same scheme. Default: <c>http://localhost:9200</c>.
    /// </summary>
    public IReadOnlyList<Uri> Nodes { get; init; } = [DefaultNode];

    /// <summary>The user for basic authentication. Null for none.</summary>
    public string? Username { get; init; }

    /// <summary>The password for basic authentication. Null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The encoded API key, instead of a user and a password. Null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// The SHA-256 fingerprint of the server's certificate or of its root CA, 64 hexadecimal digits, instead of the system's
    /// validation. Null for none.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether the server's certificate must be valid. Default: true.</summary>
    public bool VerifyCerts { get; init; } = true;

    /// <summary>Whether request bodies are compressed. Useful over slow connections only.</summary>
    public bool CompressRequests { get; init; }

    /// <summary>Whether the queries that are sent are logged.</summary>
    public bool Debug { get; init; }

    /// <summary>Returns the nodes and the user, without the password and the API key, so that options can be logged.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Nodes)}, {(Username is { } user ? $"user {user}" : ApiKey is null ? "no credentials" : "API key")}";
}
