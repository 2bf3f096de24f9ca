namespace Vql.AppHost.Supervision;

/// <summary>The address of the operator's page.</summary>
/// <param name="Port">The port of the page.</param>
/// <param name="Token">The token of operators.</param>
internal sealed record OpsLink(int Port, string Token)
{
    /// <summary>The path that logs in.</summary>
    public string Path => $"/login/token?t={Token}";

    /// <summary>The login URL.</summary>
    public string Url => $"http://localhost:{Port}{Path}";
}
