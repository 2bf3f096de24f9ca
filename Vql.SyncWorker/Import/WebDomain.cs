namespace Vql.SyncWorker.Import;

/// <summary>The domain of a web address.</summary>
internal static class WebDomain
{
    private const string CommonHost = "www.";

    /// <summary>The host of the address without its <c>www.</c>, lower-cased; null when there is none.</summary>
    public static string? Of(string? website)
    {
        if (website is null)
        {
            return null;
        }

        var address = website.Contains("://", StringComparison.Ordinal) ? website : $"http://{website}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.Host.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var host = uri.Host.ToLowerInvariant();
        return host.StartsWith(CommonHost, StringComparison.Ordinal) ? host[CommonHost.Length..] : host;
    }
}
