using System.Globalization;
using Vql.EmbeddedPostgres;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.ReferenceElasticsearch))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// The real Elasticsearch that the embedded node is compared with. It is started for the first test that uses it and
/// shared by all tests.
/// </summary>
public sealed class ReferenceElasticsearch : IAsyncDisposable
{
    private const string Tool = "elasticsearch/elasticsearch";

    /// <summary>
    /// The heap size, and a JVM option: in a run of several minutes, the second compiler costs more than it saves,
    /// mostly at startup.
    /// </summary>
    internal const string Heap = "512m -XX:TieredStopAtLevel=1";

    // A start takes 15 s on an idle machine, and longer while other tests run.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _starting = new(1);
    private ServerProcess? _process;
    private Uri? _url;

    /// <summary>Starts Elasticsearch if necessary and returns its URL. Skips the test if it is not installed.</summary>
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
                // Without a data folder, the tool creates one in the system's temporary folder and deletes it at exit.
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
