using Vql.Testing.Engines;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.ReferenceElasticsearch))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// The real Elasticsearch that the embedded node is compared with. It is started for the first test that uses it and
/// shared by all tests.
/// </summary>
public sealed class ReferenceElasticsearch : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private EngineProcess? _engine;

    /// <summary>Starts Elasticsearch if necessary and returns its URL. Skips the test if it is not installed.</summary>
    public async Task<Uri> StartAsync()
    {
        Prerequisite.Tool(EngineProcess.ReferenceTool);
        var cancellationToken = TestContext.Current.CancellationToken;
        await _starting.WaitAsync(cancellationToken);
        try
        {
            _engine ??= await EngineProcess.StartAsync(EngineKind.Reference, EngineSettings.ForTests, cancellationToken);
            return _engine.Url;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _starting.Dispose();
    }
}
