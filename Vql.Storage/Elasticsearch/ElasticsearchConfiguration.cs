using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Reads the connection settings of Elasticsearch: the variables <c>ELASTICSEARCH_*</c>, otherwise the connection string,
/// otherwise the section of Elastic's Aspire integration.
/// </summary>
internal static class ElasticsearchConfiguration
{
    private const string Section = ElasticClientsElasticsearchSettings.Section;
    private const int FingerprintLength = 64;

    /// <summary>Reads the options and the settings.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings. An endpoint or a key that it sets takes precedence.</param>
    /// <exception cref="OptionsValidationException">Settings are invalid. The failures name each of them.</exception>
    public static (ElasticsearchOptions Options, ElasticClientsElasticsearchSettings Settings) Read(
        IConfiguration configuration, string connectionName, Action<ElasticClientsElasticsearchSettings>? configureSettings = null)
    {
        var faults = new List<string>();
        var settings = ElasticClientsElasticsearchSettings.Read(configuration, connectionName, faults);
        var variables = new ElasticsearchVariables(configuration, faults);
        var options = Apply(variables.ReadSwitches(), settings, faults) with { ApiKey = settings.ApiKey };
        if (variables.HasServer)
        {
            options = variables.ReadServer(options);
        }
        else if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
        {
            options = ConnectionStringReader.Read(options, connectionString, $"ConnectionStrings:{connectionName}", faults);
        }

        options = variables.ReadCredentials(options);
        if (configureSettings is not null)
        {
            options = Configure(options, settings, configureSettings, faults);
        }

        options = Validate(options, settings, faults);
        return faults.Count == 0
            ? (options, settings)
            : throw new OptionsValidationException(nameof(ElasticsearchOptions), typeof(ElasticsearchOptions), faults);
    }

    private static ElasticsearchOptions Configure(
        ElasticsearchOptions options,
        ElasticClientsElasticsearchSettings settings,
        Action<ElasticClientsElasticsearchSettings> configureSettings,
        List<string> faults)
    {
        settings.Endpoint = options.Nodes[0];
        settings.ApiKey = options.ApiKey;
        var (endpoint, cloud) = (settings.Endpoint, settings.CloudId);
        configureSettings(settings);
        options = options with { ApiKey = settings.ApiKey };
        if (settings.Endpoint == endpoint && settings.CloudId != cloud)
        {
            settings.Endpoint = null;
        }

        return settings.Endpoint == endpoint ? options : Apply(options, settings, faults);
    }

    private static ElasticsearchOptions Apply(
        ElasticsearchOptions options, ElasticClientsElasticsearchSettings settings, List<string> faults)
    {
        if (settings.Endpoint is { } endpoint)
        {
            return NodeAddresses.Apply(options, [endpoint], $"{Section}:{nameof(settings.Endpoint)}", faults);
        }

        return settings.CloudId is { } id && NodeAddresses.ReadCloud(id, $"{Section}:{nameof(settings.CloudId)}", faults) is { } cloud
            ? NodeAddresses.Apply(options, [cloud], Section, faults)
            : options;
    }

    private static ElasticsearchOptions Validate(
        ElasticsearchOptions options, ElasticClientsElasticsearchSettings settings, List<string> faults)
    {
        if (settings.HealthCheckTimeout is < 1)
        {
            faults.Add($"{Section}:{nameof(settings.HealthCheckTimeout)} must be at least 1 ms, not {settings.HealthCheckTimeout}");
        }

        if (options.ApiKey is { } key
            && (key.Contains(':', StringComparison.Ordinal) || key.Any(character => character is <= ' ' or > '~')))
        {
            faults.Add("ELASTICSEARCH_API_KEY must be the encoded key, which Elasticsearch returns as \"encoded\"");
        }

        if (options.ApiKey is not null && options.Username is not null)
        {
            faults.Add("ELASTICSEARCH_API_KEY must not be set together with a user and a password");
        }

        if (options.CertificateFingerprint is not { } fingerprint)
        {
            return options;
        }

        var digits = fingerprint.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length != FingerprintLength || !digits.All(char.IsAsciiHexDigit))
        {
            faults.Add($"ELASTICSEARCH_CERTIFICATE_FINGERPRINT must be a SHA-256 fingerprint of {FingerprintLength} hexadecimal digits");
        }

        if (options.Nodes[0].Scheme != Uri.UriSchemeHttps)
        {
            faults.Add("ELASTICSEARCH_CERTIFICATE_FINGERPRINT requires TLS: set ELASTICSEARCH_USE_SSL=true or use an https address");
        }

        return options with { CertificateFingerprint = digits };
    }
}
