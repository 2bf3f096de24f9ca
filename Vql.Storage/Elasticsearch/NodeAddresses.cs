using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads the addresses of nodes, such as <c>http://user:password@a:9200,http://b:9200</c>.</summary>
internal static partial class NodeAddresses
{
    /// <summary>
    /// Reads a list of addresses into the options and adds a fault for an invalid one. Faults do not quote addresses, because
    /// they may contain passwords.
    /// </summary>
    public static ElasticsearchOptions Read(ElasticsearchOptions options, string list, string key, List<string> faults)
    {
        var addresses = new List<Uri>();
        foreach (var text in Separator().Split(list))
        {
            if (ReadOne(text, key, faults) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                return options;
            }
        }

        return Apply(options, addresses, key, faults);
    }

    /// <summary>Returns the options with the addresses and the credentials that they contain.</summary>
    public static ElasticsearchOptions Apply(
        ElasticsearchOptions options, IReadOnlyList<Uri> addresses, string key, List<string> faults)
    {
        if (addresses.Select(address => address.Scheme).Distinct().Count() > 1)
        {
            faults.Add($"{key} must not mix http and https, because the nodes share their credentials");
        }

        var credentials = addresses.Select(address => address.UserInfo)
            .Where(user => user.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (credentials.Count > 1)
        {
            faults.Add($"{key} must contain the same user and password for all nodes, or for the first node only");
        }

        var user = credentials.Count == 0 ? [""] : credentials[0].Split(':', 2);
        return options with
        {
            Nodes = [.. addresses.Select(address => new UriBuilder(address.Scheme, address.Host, address.Port).Uri).Distinct()],
            Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]),
            Password = user.Length < 2 ? null : Uri.UnescapeDataString(user[1]),
        };
    }

    /// <summary>Reads one address.</summary>
    public static Uri? ReadOne(string text, string key, List<string> faults)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return address;
        }

        faults.Add($"{key} must be an address such as http://user:password@host:9200, or several separated by commas");
        return null;
    }

    /// <summary>
    /// Reads the id of an Elastic Cloud deployment: a name, a colon, and the Base64-encoded domain and host name.
    /// </summary>
    public static Uri? ReadCloud(string id, string key, List<string> faults)
    {
        var encoded = Encoding.ASCII.GetBytes(id[(id.LastIndexOf(':') + 1)..]);
        if (Base64.IsValid(encoded))
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(encoded))).Split('$');
            if (parts.Length >= 2 && Uri.TryCreate($"https://{parts[1]}.{parts[0]}", UriKind.Absolute, out var address))
            {
                return address;
            }
        }

        faults.Add($"{key} is not the id of an Elastic Cloud deployment");
        return null;
    }

    // A password may contain commas. Only a comma before another address is a separator.
    [GeneratedRegex(@"\s*[,;]\s*(?=https?://)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
