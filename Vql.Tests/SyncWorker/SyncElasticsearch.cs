using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// The reference Elasticsearch for tests that fill and replace the entities' own indices. Others have the recorded
/// indices under these names: the classes take turns, in the collection of the reference.
/// </summary>
public sealed class SyncElasticsearch(RecordedReference reference) : IAsyncDisposable
{
    private bool _isStarted;

    /// <summary>Starts it where it does not run yet, and takes the names of the entities' indices.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> StartAsync()
    {
        if (!_isStarted)
        {
            await reference.TurnAsync(null);
            _isStarted = true;
        }

        return reference.Client.BaseAddress!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await EntityIndices.ClearAsync(reference.Client, CancellationToken.None);
            await reference.TurnBackAsync(null);
        }
    }
}
