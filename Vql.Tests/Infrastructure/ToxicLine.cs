using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;

namespace Vql.Tests.Infrastructure;

/// <summary>A line through Toxiproxy to a server.</summary>
internal sealed class ToxicLine(HttpClient control, string name, int port)
{
    public int Port => port;

    /// <summary>How many connections to it this machine holds open.</summary>
    public int Connections => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);

    /// <summary>Makes the line faulty, those connections included that are open.</summary>
    public async Task SpoilAsync(LineFault fault, CancellationToken cancellationToken)
    {
        if (fault.Toxics.Count == 0)
        {
            await LetAsync(answer: false, cancellationToken);
        }

        foreach (var toxic in fault.Toxics)
        {
            using var answer = await control.PostAsJsonAsync($"proxies/{name}/toxics", toxic, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Makes the line what it was at first.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        var proxy = await control.GetFromJsonAsync<JsonObject>($"proxies/{name}", cancellationToken);
        foreach (var toxic in proxy!["toxics"]!.AsArray())
        {
            using var answer = await control.DeleteAsync(new Uri($"proxies/{name}/toxics/{toxic!["name"]}", UriKind.Relative), cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await LetAsync(answer: true, cancellationToken);
    }

    private async Task LetAsync(bool answer, CancellationToken cancellationToken)
    {
        using var done = await control.PostAsJsonAsync($"proxies/{name}", new JsonObject { ["enabled"] = answer }, cancellationToken);
        done.EnsureSuccessStatusCode();
    }
}
