using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the variables <c>ELASTICSEARCH_*</c>, the Go service's among them, adding a fault for each invalid one.</summary>
internal sealed class ElasticsearchVariables(IConfiguration configuration, List<string> faults)
{
    private const string Prefix = "ELASTICSEARCH_";

    private static readonly string[] ServerKeys = ["HOST", "PORT", "USERNAME", "PASSWORD", "USE_SSL", "SSL"];

    /// <summary>Whether a variable says where the server is, so that neither the connection string nor the section applies.</summary>
    public bool NameServer => Array.Exists(ServerKeys, key => Value(key) is not null);

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

        // The Go service sends credentials only when told to authenticate; without a word on it, having them decides.
        var authenticate = Flag("AUTH") ?? true;
        var username = authenticate ? Value("USERNAME") : null;
        var password = authenticate ? Value("PASSWORD") : null;
        if (username is null != password is null)
        {
            faults.Add($"{Prefix}USERNAME and {Prefix}PASSWORD go together: set both or neither");
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

    /// <summary>Reads <c>API_KEY</c> and <c>CERTIFICATE_FINGERPRINT</c>, which also apply beside a connection string.</summary>
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
