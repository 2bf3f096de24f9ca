using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Vql.EmbeddedPostgres;

namespace Vql.Tests.Infrastructure;

/// <summary>A real Toxiproxy: lines to servers that can be slowed, stalled, limited and cut.</summary>
internal sealed class Toxiproxy : IAsyncDisposable
{
    private const string Tool = "toxiproxy/toxiproxy-server";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _process;
    private readonly HttpClient _control;

    private Toxiproxy(ServerProcess process, Uri control)
    {
        _process = process;
        _control = new HttpClient { BaseAddress = control };
    }

    /// <summary>Whether this machine has it.</summary>
    public static bool IsHere => ToolFolder.Find(Tool) is not null;

    /// <summary>Starts one; skips the test where this machine does not have it.</summary>
    public static async Task<Toxiproxy> StartAsync(CancellationToken cancellationToken)
    {
        var program = ToolFolder.Find(Tool);
        if (program is null)
        {
            ToolFolder.Missing(Tool);
        }

        var port = FreePort.Find();
        var control = new Uri($"http://127.0.0.1:{port}");
        var process = await ServerProcess.StartAsync(
            program!, ["-port", port.ToString(CultureInfo.InvariantCulture)], new Uri(control, "version"), StartLimit, cancellationToken);
        return new Toxiproxy(process, control);
    }

    /// <summary>Lays a line to a server.</summary>
    /// <param name="name">The line's name, unlike any other's.</param>
    /// <param name="server">The server's port on this machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ToxicLine> LayAsync(string name, int server, CancellationToken cancellationToken)
    {
        var line = new ToxicLine(_control, name, FreePort.Find());
        var proxy = new JsonObject { ["name"] = name, ["listen"] = $"127.0.0.1:{line.Port}", ["upstream"] = $"127.0.0.1:{server}" };
        using var answer = await _control.PostAsJsonAsync("proxies", proxy, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }
}
