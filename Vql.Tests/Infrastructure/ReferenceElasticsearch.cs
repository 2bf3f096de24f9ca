using System.Globalization;
using Vql.EmbeddedPostgres;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.ReferenceElasticsearch))]

namespace Vql.Tests.Infrastructure;

/// <summary>The real Elasticsearch that the embedded node is compared with: one for the whole run, started for the first test that asks.</summary>
public sealed class ReferenceElasticsearch : IAsyncDisposable
{
    private const string Tool = "elasticsearch/elasticsearch";

    /// <summary>
    /// The heap, and with it a setting of Java: a run of some minutes does not earn back what the second compiler costs,
    /// which is most of a start.
    /// </summary>
    internal const string Heap = "512m -XX:TieredStopAtLevel=1";

    // What takes 15 s alone takes longer beside the other tests.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _starting = new(1);
    private ServerProcess? _process;
    private Uri? _url;

    /// <summary>Where it answers; skips the test where this machine does not have it.</summary>
    public async Task<Uri> StartAsync()
    {
        var program = ToolFolder.Find(Tool);
        if (program is null)
        {
            ToolFolder.Missing(Tool);
        }

        var cancellationToken = TestContext.Current.CancellationToken;
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_process is null)
            {
                var port = EnginePort.Find();
                var url = new Uri($"http://127.0.0.1:{port}");
                // Without a folder of ours it creates one in the system's temporary folder, and takes it away at its end.
                _process = await ServerProcess.StartAsync(
                    program!, ["--port", port.ToString(CultureInfo.InvariantCulture), "--heap", Heap],
                    new Uri(url, "_cluster/health?wait_for_status=yellow"), StartLimit, cancellationToken);
                _url = url;
            }

            return _url!;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _starting.Dispose();
    }
}
