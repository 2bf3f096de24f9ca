using System.Globalization;
using Vql.EmbeddedPostgres;

namespace Vql.Tests.Infrastructure;

/// <summary>The search node in a separate process that can be killed and restarted with the same data.</summary>
internal sealed class SearchNodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-node-{Guid.NewGuid():N}");
    private ServerProcess? _process;

    public HttpClient Client { get; private set; } = new();

    /// <summary>The data folder.</summary>
    public string Folder => _folder;

    /// <summary>The peak memory of the process, in bytes.</summary>
    public long PeakMemory => _process!.PeakMemory;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var url = new Uri($"http://127.0.0.1:{port}");
        _process = await ServerProcess.StartAsync(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Vql.SearchNode.dll"),
                "--port", port.ToString(CultureInfo.InvariantCulture), "--data", _folder,
            ],
            new Uri(url, "_cluster/health"), StartLimit, cancellationToken);
        Client.Dispose();
        Client = new HttpClient { BaseAddress = url };
    }

    /// <summary>Kills the process, so that nothing more is written.</summary>
    public Task KillAsync() => _process!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
