using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using IPNetwork = System.Net.IPNetwork;

namespace Vql.Api.Configuration;

/// <summary>The public URL of the API, and the proxies whose forwarded headers are trusted.</summary>
internal sealed partial record PublicUrlOptions
{
    private const string BaseUrlKey = "PUBLIC_BASE_URL";
    private const string HostsKey = "API_ALLOWED_HOSTS";
    private const string ForwardedKey = "FORWARDED_HEADERS";
    private const string ProxiesKey = "FORWARDED_HEADERS_PROXIES";

    private static readonly StringSegment[] LocalHosts = ["localhost", "127.0.0.1", "[::1]"];

    private static readonly Dictionary<string, ForwardedHeaders> HeadersByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["for"] = ForwardedHeaders.XForwardedFor,
        ["proto"] = ForwardedHeaders.XForwardedProto,
        ["host"] = ForwardedHeaders.XForwardedHost,
        ["prefix"] = ForwardedHeaders.XForwardedPrefix,
    };

    /// <summary>The URL under which clients reach the API; null when links contain the host of the request.</summary>
    public Uri? BaseUrl { get; private init; }

    /// <summary>The hosts that links may contain; <c>*.example.com</c> for all subdomains.</summary>
    public IReadOnlyList<StringSegment> AllowedHosts { get; private init; } = [];

    /// <summary>The headers of proxies that are applied to requests.</summary>
    public ForwardedHeaders ForwardedHeaders { get; private init; }

    /// <summary>The networks of the trusted proxies. If empty, only proxies on this machine are trusted.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; private init; } = [];

    /// <summary>Reads the variables.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid. The failures name every invalid variable.</exception>
    public static PublicUrlOptions Read(IConfiguration configuration, bool isDevelopment)
    {
        var settings = new Settings(configuration);
        var options = new PublicUrlOptions
        {
            BaseUrl = ReadBaseUrl(settings),
            AllowedHosts = [.. ReadHosts(settings), .. isDevelopment ? LocalHosts : []],
            ForwardedHeaders = ReadForwarded(settings),
            Proxies = ReadProxies(settings),
        };
        return settings.Faults.Count == 0
            ? options
            : throw new OptionsValidationException("public URL", typeof(PublicUrlOptions), settings.Faults);
    }

    /// <summary>Returns whether links may contain a host. The port is not compared.</summary>
    public bool IsAllowed(HostString host) => host.HasValue && HostString.MatchesAny(host.Host, [.. AllowedHosts]);

    private static Uri? ReadBaseUrl(Settings settings)
    {
        if (settings.Text(BaseUrlKey) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url is { Query: "", Fragment: "", UserInfo: "" })
        {
            return url;
        }

        settings.Faults.Add(
            $"{BaseUrlKey} must be a URL such as https://api.example.com, without credentials, query and fragment, not \"{text}\"");
        return null;
    }

    private static IEnumerable<StringSegment> ReadHosts(Settings settings)
    {
        foreach (var host in settings.List(HostsKey))
        {
            if (HostPattern().IsMatch(host))
            {
                yield return host;
            }
            else
            {
                settings.Faults.Add(
                    $"{HostsKey} must be host names without ports, such as api.example.com or *.example.com, not \"{host}\"");
            }
        }
    }

    private static ForwardedHeaders ReadForwarded(Settings settings)
    {
        var headers = ForwardedHeaders.None;
        foreach (var name in settings.List(ForwardedKey))
        {
            if (!HeadersByName.TryGetValue(name, out var header))
            {
                settings.Faults.Add($"{ForwardedKey} must be one or more of {string.Join(", ", HeadersByName.Keys)}, not \"{name}\"");
            }

            headers |= header;
        }

        return headers;
    }

    private static List<IPNetwork> ReadProxies(Settings settings)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in settings.List(ProxiesKey))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                settings.Faults.Add($"{ProxiesKey} must be IP addresses or networks such as 10.0.0.0/8, not \"{text}\"");
            }
        }

        return networks;
    }

    [GeneratedRegex(@"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^\[[0-9A-Fa-f:.]+\]$")]
    private static partial Regex HostPattern();
}
