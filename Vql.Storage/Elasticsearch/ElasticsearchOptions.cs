using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vql.Storage.Elasticsearch;

/// <summary>Where Elasticsearch is and how to talk to it.</summary>
public sealed record ElasticsearchOptions
{
    /// <summary>The name under which a connection string is looked for.</summary>
    public const string ConnectionName = "elasticsearch";

    private const string Prefix = "ELASTICSEARCH_";

    private static readonly string[] Keys = ["HOST", "PORT", "USERNAME", "PASSWORD", "USE_SSL", "SSL"];

    /// <summary>Host name or address; <c>localhost</c> unless given.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Port; 9200 unless given.</summary>
    public int Port { get; init; } = 9200;

    /// <summary>User for basic authentication; null for none.</summary>
    public string? Username { get; init; }

    /// <summary>Password for basic authentication; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether to speak TLS.</summary>
    public bool UseSsl { get; init; }

    /// <summary>Whether the server's certificate must be valid; true unless switched off.</summary>
    public bool VerifyCerts { get; init; } = true;

    /// <summary>Whether request bodies are sent compressed; worth it over a slow line only.</summary>
    public bool CompressRequests { get; init; }

    /// <summary>Whether queries are logged as they are sent.</summary>
    public bool Debug { get; init; }

    /// <summary>The address of the node.</summary>
    public Uri Address => new UriBuilder(UseSsl ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Host, Port).Uri;

    /// <summary>
    /// Reads <c>ELASTICSEARCH_HOST</c>, <c>PORT</c>, <c>USERNAME</c>, <c>PASSWORD</c>, <c>USE_SSL</c> and
    /// <c>VERIFY_CERTS</c>, the Go service's <c>SSL</c>, <c>AUTH</c> and <c>DEBUG</c>, and
    /// <c>ConnectionStrings:elasticsearch</c> where no variable says where the server is.
    /// </summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name every faulty key.</exception>
    public static ElasticsearchOptions Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var read = new ElasticsearchOptions
        {
            VerifyCerts = Flag(configuration, "VERIFY_CERTS", faults) ?? true,
            CompressRequests = Flag(configuration, "COMPRESS", faults) ?? false,
            Debug = Flag(configuration, "DEBUG", faults) ?? false,
        };
        var connectionString = configuration.GetConnectionString(ConnectionName);
        read = connectionString is { Length: > 0 } && Array.TrueForAll(Keys, key => Value(configuration, key) is null)
            ? ReadConnectionString(read, connectionString, faults)
            : ReadVariables(read, configuration, faults);

        return faults.Count == 0
            ? read
            : throw new OptionsValidationException(nameof(ElasticsearchOptions), typeof(ElasticsearchOptions), faults);
    }

    /// <summary>Hides the password, so that options can be logged.</summary>
    public override string ToString() => $"{Address} as {Username ?? "nobody"}";

    private static ElasticsearchOptions ReadConnectionString(ElasticsearchOptions options, string connectionString, List<string> faults)
    {
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            faults.Add($"ConnectionStrings:{ConnectionName} must be an address like http://user:password@host:9200");
            return options;
        }

        var user = address.UserInfo.Split(':', 2);
        return options with
        {
            Host = address.Host,
            Port = address.Port,
            UseSsl = address.Scheme == Uri.UriSchemeHttps,
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
        };
    }

    private static ElasticsearchOptions ReadVariables(ElasticsearchOptions options, IConfiguration configuration, List<string> faults)
    {
        var host = Value(configuration, "HOST") ?? options.Host;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            faults.Add($"{Prefix}HOST must be a host name or an address without scheme and port, not \"{host}\"");
        }

        var port = options.Port;
        if (Value(configuration, "PORT") is { } written
            && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue))
        {
            faults.Add($"{Prefix}PORT must be 1 to 65535, not \"{written}\"");
        }

        // The Go service sends credentials only when told to authenticate; without a word on it, having them decides.
        var authenticate = Flag(configuration, "AUTH", faults) ?? true;
        var username = authenticate ? Value(configuration, "USERNAME") : null;
        var password = authenticate ? Value(configuration, "PASSWORD") : null;
        if (username is null != password is null)
        {
            faults.Add($"{Prefix}USERNAME and {Prefix}PASSWORD go together: set both or neither");
        }

        return options with
        {
            Host = host,
            Port = port,
            Username = username,
            Password = password,
            UseSsl = (Flag(configuration, "USE_SSL", faults) | Flag(configuration, "SSL", faults)) ?? false,
        };
    }

    private static string? Value(IConfiguration configuration, string key) =>
        configuration[Prefix + key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static bool? Flag(IConfiguration configuration, string key, List<string> faults)
    {
        switch (Value(configuration, key)?.ToLowerInvariant())
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
