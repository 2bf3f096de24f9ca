using Vql.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(Vql.Tests.SyncWorker.SyncElasticsearch))]

namespace Vql.Tests.SyncWorker;

/// <summary>
/// A reference Elasticsearch for tests that fill and replace the entities' own indices, which the shared one
/// holds for others. Those tests take turns, in the collection of this name.
/// </summary>
public sealed class SyncElasticsearch : IAsyncDisposable
{
    private readonly ReferenceElasticsearch _engine = new();

    public Task<Uri> StartAsync() => _engine.StartAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
