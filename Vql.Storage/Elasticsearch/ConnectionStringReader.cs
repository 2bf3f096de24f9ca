using System.Data.Common;

namespace Vql.Storage.Elasticsearch;

/// <summary>
/// Reads a connection string. It contains addresses of nodes, or has the format of Elastic's Aspire integration:
/// <c>Endpoint=https://host:9200;ApiKey=…</c>.
/// </summary>
internal static class ConnectionStringReader
{
    private const string Endpoint = "Endpoint";
    private const string ApiKey = "ApiKey";
    private const string CloudId = "CloudId";
    private const string CertificateFingerprint = "CertificateFingerprint";

    private static readonly string[] Known = [Endpoint, ApiKey, CloudId, CertificateFingerprint];

    /// <summary>
    /// Reads a connection string into the options and adds a fault for each invalid part. Faults do not quote the connection
    /// string, because it contains secrets.
    /// </summary>
    public static ElasticsearchOptions Read(ElasticsearchOptions options, string text, string key, List<string> faults)
    {
        text = text.Trim();
        if (!Known.Any(name => text.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        {
            return NodeAddresses.Read(options, text, key, faults);
        }

        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            faults.Add($"{key} must be an address such as http://user:password@host:9200, or {Endpoint}=…;{ApiKey}=…");
            return options;
        }

        faults.AddRange(pairs.Keys.Cast<string>().Except(Known, StringComparer.OrdinalIgnoreCase)
            .Select(other => $"{key} has the unknown part \"{other}\"; use {string.Join(", ", Known)}"));
        options = options with { ApiKey = Part(ApiKey) ?? options.ApiKey, CertificateFingerprint = Part(CertificateFingerprint) };
        if (Part(Endpoint) is { } endpoint)
        {
            return NodeAddresses.Read(options, endpoint, $"{Endpoint} in {key}", faults);
        }

        if (Part(CloudId) is not { } id)
        {
            faults.Add($"{key} must contain {Endpoint} or {CloudId}");
            return options;
        }

        return NodeAddresses.ReadCloud(id, $"{CloudId} in {key}", faults) is { } cloud
            ? NodeAddresses.Apply(options, [cloud], key, faults)
            : options;

        string? Part(string name) => pairs.TryGetValue(name, out var value) ? value.ToString() : null;
    }
}
