using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Tests.Infrastructure;

/// <summary>A Toxiproxy server, with proxies that can be slowed down, stalled, limited and closed.</summary>
internal sealed class Toxiproxy : IAsyncDisposable
{
    private const string Tool = "toxiproxy/toxiproxy-server";


    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private Toxiproxy(ServerProcess process, Uri control)
    {
        _process = process;
        _control = new HttpClient { BaseAddress = control };
    }

    /// <summary>Whether Toxiproxy is installed.</summary>
    public static bool IsInstalled => ToolFolder.Find(Tool) is not null;

    /// <summary>Starts Toxiproxy. Skips the test if it is not installed.</summary>
    public static async Task<Toxiproxy> StartAsync(CancellationToken cancellationToken)
    {
        var program = Prerequisite.Tool(Tool);
        var port = FreePort.Find();
        var control = new Uri($"http://127.0.0.1:{port}");
        var process = await ServerProcess.StartAsync(
            program, ["-port", port.ToString(CultureInfo.InvariantCulture)], new Uri(control, "version"), cancellationToken);
        return new Toxiproxy(process, control);
    }

    /// <summary>Creates a proxy for a server.</summary>
    /// <param name="name">The unique name of the proxy.</param>
    /// <param name="server">The port of the server on this machine.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ToxicProxy> CreateProxyAsync(string name, int server, CancellationToken cancellationToken)
    {
        var proxy = new ToxicProxy(_control, name, FreePort.Find());
        var definition = new JsonObject { ["name"] = name, ["listen"] = $"127.0.0.1:{proxy.Port}", ["upstream"] = $"127.0.0.1:{server}" };
        using var answer = await _control.PostAsJsonAsync("proxies", definition, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }
}
