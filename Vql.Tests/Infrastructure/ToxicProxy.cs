using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;

namespace Vql.Tests.Infrastructure;

/// <summary>A proxy of Toxiproxy for a server.</summary>
internal sealed class ToxicProxy(HttpClient control, string name, int port)
{
    public int Port => port;

    /// <summary>The number of open connections from this machine to the proxy.</summary>
    public int Connections => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);

    /// <summary>Adds a fault to the proxy, including its open connections.</summary>
    public async Task InjectFaultAsync(NetworkFault fault, CancellationToken cancellationToken)
    {
        if (fault.Toxics.Count == 0)
        {
            await SetEnabledAsync(enabled: false, cancellationToken);
        }

        foreach (var toxic in fault.Toxics)
        {
            using var answer = await control.PostAsJsonAsync($"proxies/{name}/toxics", toxic, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Removes all faults from the proxy.</summary>
    public async Task RemoveFaultsAsync(CancellationToken cancellationToken)
    {
        var proxy = await control.GetFromJsonAsync<JsonObject>($"proxies/{name}", cancellationToken);
        foreach (var toxic in proxy!["toxics"]!.AsArray())
        {
            using var answer = await control.DeleteAsync(
                new Uri($"proxies/{name}/toxics/{toxic!["name"]}", UriKind.Relative), cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await SetEnabledAsync(enabled: true, cancellationToken);
    }

    private async Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken)
    {
        using var done = await control.PostAsJsonAsync($"proxies/{name}", new JsonObject { ["enabled"] = enabled }, cancellationToken);
        done.EnsureSuccessStatusCode();
    }
}
