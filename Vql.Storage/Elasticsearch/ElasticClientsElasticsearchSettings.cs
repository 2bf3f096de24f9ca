using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// The client's settings, with the names and the configuration sections of Elastic's Aspire integration:
/// <c>Aspire:Elastic:Clients:Elasticsearch</c>, and below it a section with the connection's name that overrides it.
/// </summary>
public sealed class ElasticClientsElasticsearchSettings
{
    internal const string Section = "Aspire:Elastic:Clients:Elasticsearch";

    private const int DefaultHealthCheckTimeout = 5000;

    /// <summary>The address of a node, optionally with a user and a password.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The encoded API key.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The id of an Elastic Cloud deployment, instead of <see cref="Endpoint"/>.</summary>
    public string? CloudId { get; set; }

    /// <summary>Whether the health check is disabled. Default: false.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>The timeout of the health check in milliseconds, at least 1. Default: 5000.</summary>
    public int? HealthCheckTimeout { get; set; }

    /// <summary>Whether tracing is disabled. Default: false.</summary>
    public bool DisableTracing { get; set; }

    internal TimeSpan HealthCheckLimit => TimeSpan.FromMilliseconds(HealthCheckTimeout ?? DefaultHealthCheckTimeout);

    /// <summary>Reads the settings and adds a fault for each invalid one.</summary>
    internal static ElasticClientsElasticsearchSettings Read(IConfiguration configuration, string connectionName, List<string> faults)
    {
        var endpoint = Find(configuration, connectionName, nameof(Endpoint));
        return new ElasticClientsElasticsearchSettings
        {
            Endpoint = endpoint.Value is null ? null : NodeAddresses.ReadOne(endpoint.Value, endpoint.Key, faults),
            ApiKey = Find(configuration, connectionName, nameof(ApiKey)).Value,
            CloudId = Find(configuration, connectionName, nameof(CloudId)).Value,
            DisableHealthChecks = Flag(Find(configuration, connectionName, nameof(DisableHealthChecks)), faults),
            HealthCheckTimeout = Milliseconds(Find(configuration, connectionName, nameof(HealthCheckTimeout)), faults),
            DisableTracing = Flag(Find(configuration, connectionName, nameof(DisableTracing)), faults),
        };
    }

    private static (string Key, string? Value) Find(IConfiguration configuration, string connectionName, string name)
    {
        foreach (var key in new[] { $"{Section}:{connectionName}:{name}", $"{Section}:{name}" })
        {
            if (configuration[key] is { } value && !string.IsNullOrWhiteSpace(value))
            {
                return (key, value.Trim());
            }
        }

        return ($"{Section}:{name}", null);
    }

    private static bool Flag((string Key, string? Value) setting, List<string> faults)
    {
        var flag = false;
        if (setting.Value is not null && !bool.TryParse(setting.Value, out flag))
        {
            faults.Add($"{setting.Key} must be true or false, not \"{setting.Value}\"");
        }

        return flag;
    }

    private static int? Milliseconds((string Key, string? Value) setting, List<string> faults)
    {
        if (setting.Value is null)
        {
            return null;
        }

        if (int.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return milliseconds;
        }

        faults.Add($"{setting.Key} must be a number of milliseconds, not \"{setting.Value}\"");
        return null;
    }
}
