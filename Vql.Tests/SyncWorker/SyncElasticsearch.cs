using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// The reference Elasticsearch for tests that fill and replace the default indices of the entities. Other tests use the
/// recorded indices under these names, so the test classes of the collection run one at a time.
/// </summary>
public sealed class SyncElasticsearch(RecordedReference reference) : IAsyncDisposable
{
    private bool _isStarted;

    /// <summary>Starts Elasticsearch if necessary and removes the aliases of the recorded indices.</summary>
    /// <returns>The URL of Elasticsearch.</returns>
    public async Task<Uri> StartAsync()
    {
        if (!_isStarted)
        {
            await reference.SwitchAliasesAsync(null);
            _isStarted = true;
        }

        return reference.Client.BaseAddress!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await EntityIndices.ClearAsync(reference.Client, CancellationToken.None);
            await reference.RestoreAliasesAsync(null);
        }
    }
}
