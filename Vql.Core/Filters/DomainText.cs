using Vql.Core.Documents;

namespace Vql.Core.Filters;

/// <summary>The domain of a web address as somebody writes it.</summary>
public static class DomainText
{
    /// <summary>What web addresses put before a domain.</summary>
    public const string CommonHost = "www.";

    /// <summary>The address without scheme, path, port and leading <c>www.</c>, lower-cased.</summary>
    public static string Of(string address)
    {
        var begin = address.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var end = address.IndexOfAny(['/', ':', '?', '#'], begin);
        var host = CsvValue.LowerCase(end < 0 ? address[begin..] : address[begin..end]);
        return host.StartsWith(CommonHost, StringComparison.Ordinal) ? host[CommonHost.Length..] : host;
    }
}
