namespace Vql.SearchNode.Indices;

/// <summary>Refreshes the indices at their refresh intervals.</summary>
internal sealed class Refresher(IndexRegistry indices, TimeProvider time, ILogger<Refresher> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<SearchIndex, long> _last = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var index in indices.All)
            {
                try
                {
                    RefreshWhenDue(index);
                }
                catch (ObjectDisposedException)
                {
                    // The index was deleted concurrently.
                    _last.Remove(index);
                }
                catch (IOException exception)
                {
                    Log.RefreshFailed(logger, index.State.Name, exception);
                }
            }
        }
    }

    private void RefreshWhenDue(SearchIndex index)
    {
        if (index.State.RefreshInterval is { } interval && index.NeedsRefresh
            && (!_last.TryGetValue(index, out var last) || time.GetElapsedTime(last) >= interval))
        {
            index.Refresh();
            _last[index] = time.GetTimestamp();
        }
    }
}
