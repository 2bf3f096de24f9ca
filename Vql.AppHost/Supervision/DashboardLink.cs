using Microsoft.Extensions.Configuration;

namespace Vql.AppHost.Supervision;

/// <summary>The address of the Aspire dashboard.</summary>
internal sealed class DashboardLink(IConfiguration configuration, DistributedApplicationOptions options)
{
    private const string Addresses = "ASPNETCORE_URLS";
    private const string Token = "AppHost:BrowserToken";

    /// <summary>The login URL. Null if the dashboard is disabled.</summary>
    public string? Url => !options.DisableDashboard && configuration[Addresses]?.Split(';') is [{ Length: > 0 } first, ..]
        ? configuration[Token] is { Length: > 0 } token ? $"{first.TrimEnd('/')}/login?t={token}" : first
        : null;
}
