using System.Globalization;
using Vql.EmbeddedPostgres;

namespace Vql.Tests.Infrastructure;

/// <summary>
/// An engine in a separate process that can be killed and restarted on the same port with the same data.
/// </summary>
internal sealed class KillableEngine : IAsyncDisposable
{
    private const string Tool = "elasticsearch/elasticsearch";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-engine-{Guid.NewGuid():N}");
    private readonly string _program;
    private readonly string[] _arguments;
    private readonly TimeSpan _startLimit;
    private ServerProcess _process = null!;

    private KillableEngine(string program, string[] arguments, TimeSpan startLimit)
    {
        var port = EnginePort.Find();
        Url = new Uri($"http://127.0.0.1:{port}");
        _program = program;
        _arguments = [.. arguments, "--port", port.ToString(CultureInfo.InvariantCulture), "--data", _folder];
        _startLimit = startLimit;
    }

    public Uri Url { get; }

    public static async Task<KillableEngine> StartSearchNodeAsync()
    {
        var engine = new KillableEngine("dotnet", [Path.Combine(AppContext.BaseDirectory, "Vql.SearchNode.dll")], TimeSpan.FromMinutes(3));
        await engine.StartAsync();
        return engine;
    }

    /// <summary>Starts a reference Elasticsearch. Skips the test if it is not installed.</summary>
    public static async Task<KillableEngine> StartElasticsearchAsync()
    {
        if (ToolFolder.Find(Tool) is not { } program)
        {
            ToolFolder.Missing(Tool);
            throw new InvalidOperationException("not reached");
        }

        var engine = new KillableEngine(program, ["--heap", ReferenceElasticsearch.Heap], TimeSpan.FromMinutes(3));
        await engine.StartAsync();
        return engine;
    }

    /// <summary>Kills the engine and restarts it.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        await RestartAsync();
    }

    /// <summary>Kills the engine.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Restarts the killed engine.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync() => _process = await ServerProcess.StartAsync(
        _program, _arguments, new Uri(Url, "_cluster/health?wait_for_status=yellow"), _startLimit, TestContext.Current.CancellationToken);
}
