namespace Vql.SearchNode.Indices;

/// <summary>Makes writes visible to searches, as often as each index asks for.</summary>
internal sealed class Refresher(IndexRegistry indices, TimeProvider time, ILogger<Refresher> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<SearchIndex, long> _last = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
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
                    // Deleted meanwhile.
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
