using System.Globalization;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Testing.Engines;

/// <summary>A search engine in a separate process, which can be killed and restarted with the same URL and the same data.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    /// <summary>The path of the reference Elasticsearch below the tools folder.</summary>
    public const string ReferenceTool = "elasticsearch/elasticsearch";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-engine-{Guid.NewGuid():N}");
    private readonly string[] _command;
    private readonly string _ready;
    private ServerProcess? _process;

    private EngineProcess(EngineKind kind, EngineSettings settings)
    {
        var port = EnginePort.Find();
        Url = new Uri($"http://127.0.0.1:{port}/");
        // Elasticsearch answers before its shards are available. The node does not, and has to start with broken indices, too.
        _ready = kind == EngineKind.Reference ? "_cluster/health?wait_for_status=yellow" : "_cluster/health";
        string[] command = kind == EngineKind.Reference
            ? [FindReference(), "--heap", settings.Heap]
            : ["dotnet", HostAssembly.PathOf("Vql.SearchNode")];
        string[] pinned = settings.Cores is { } cores ? ["taskset", "--cpu-list", cores] : [];
        _command = [.. pinned, .. command, "--port", port.ToString(CultureInfo.InvariantCulture), "--data", _folder];
    }

    /// <summary>The URL of the engine.</summary>
    public Uri Url { get; }

    /// <summary>The folder of the data.</summary>
    public string DataFolder => _folder;

    /// <summary>The process of the engine.</summary>
    public ServerProcess Process => _process!;

    /// <summary>Starts an engine without data and waits until it is available.</summary>
    /// <exception cref="InvalidOperationException">The engine is not installed, or did not start.</exception>
    public static async Task<EngineProcess> StartAsync(EngineKind kind, EngineSettings settings, CancellationToken cancellationToken)
    {
        var engine = new EngineProcess(kind, settings);
        try
        {
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the engine, so that it writes nothing more.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Restarts the killed engine.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Process.DisposeAsync();
        await StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string FindReference() => ToolFolder.Find(ReferenceTool) ?? throw new InvalidOperationException(
        $"The reference Elasticsearch was not found. Set {ToolFolder.Variable} to the folder that contains it, or use the search node.");

    private async Task StartAsync(CancellationToken cancellationToken) => _process = await ServerProcess.StartAsync(
        _command[0], _command[1..], new Uri(Url, _ready), cancellationToken);
}
