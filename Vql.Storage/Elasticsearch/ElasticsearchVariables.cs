using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Reads the variables <c>ELASTICSEARCH_*</c>, including those of the Go service, and adds a fault for each invalid one.
/// </summary>
internal sealed class ElasticsearchVariables(IConfiguration configuration, List<string> faults)
{
    private const string Prefix = "ELASTICSEARCH_";

    private static readonly string[] ServerKeys = ["HOST", "PORT", "USERNAME", "PASSWORD", "USE_SSL", "SSL"];

    /// <summary>Whether a variable specifies the server. The connection string and the section are then ignored.</summary>
    public bool HasServer => Array.Exists(ServerKeys, key => Value(key) is not null);

    /// <summary>Reads <c>VERIFY_CERTS</c>, <c>COMPRESS</c> and <c>DEBUG</c>.</summary>
    public ElasticsearchOptions ReadSwitches() => new()
    {
        VerifyCerts = Flag("VERIFY_CERTS") ?? true,
        CompressRequests = Flag("COMPRESS") ?? false,
        Debug = Flag("DEBUG") ?? false,
    };

    /// <summary>
    /// Reads <c>HOST</c>, <c>PORT</c>, <c>USERNAME</c>, <c>PASSWORD</c> and <c>USE_SSL</c>, and the Go service's <c>SSL</c> and
    /// <c>AUTH</c>.
    /// </summary>
    public ElasticsearchOptions ReadServer(ElasticsearchOptions options)
    {
        var hosts = (Value("HOST") ?? ElasticsearchOptions.DefaultNode.Host).Split(',', StringSplitOptions.TrimEntries);
        var unknown = Array.FindAll(hosts, host => Uri.CheckHostName(host) == UriHostNameType.Unknown);
        faults.AddRange(unknown.Select(host =>
            $"{Prefix}HOST must be a host name or an address without scheme and port, or several separated by commas, not \"{host}\""));

        var port = ElasticsearchOptions.DefaultNode.Port;
        if (Value("PORT") is { } written
            && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue))
        {
            faults.Add($"{Prefix}PORT must be 1 to 65535, not \"{written}\"");
            port = ElasticsearchOptions.DefaultNode.Port;
        }

        // The Go service sends credentials only if AUTH is true. If AUTH is not set, credentials are sent if there are any.
        var authenticate = Flag("AUTH") ?? true;
        var username = authenticate ? Value("USERNAME") : null;
        var password = authenticate ? Value("PASSWORD") : null;
        if (username is null != password is null)
        {
            faults.Add($"{Prefix}USERNAME and {Prefix}PASSWORD must both be set, or neither");
        }

        var scheme = (Flag("USE_SSL") | Flag("SSL")) ?? false ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return options with
        {
            Nodes = unknown.Length > 0 ? options.Nodes : [.. hosts.Select(host => new UriBuilder(scheme, host, port).Uri).Distinct()],
            Username = username,
            Password = password,
            ApiKey = authenticate && username is null ? options.ApiKey : null,
        };
    }

    /// <summary>
    /// Reads <c>API_KEY</c> and <c>CERTIFICATE_FINGERPRINT</c>, which can be combined with a connection string.
    /// </summary>
    public ElasticsearchOptions ReadCredentials(ElasticsearchOptions options) => options with
    {
        ApiKey = Value("API_KEY") ?? options.ApiKey,
        CertificateFingerprint = Value("CERTIFICATE_FINGERPRINT") ?? options.CertificateFingerprint,
    };

    private string? Value(string key) =>
        configuration[Prefix + key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private bool? Flag(string key)
    {
        switch (Value(key)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "1" or "yes" or "on":
                return true;
            case "false" or "0" or "no" or "off":
                return false;
            case var other:
                faults.Add($"{Prefix}{key} must be true or false, not \"{other}\"");
                return null;
        }
    }
}
