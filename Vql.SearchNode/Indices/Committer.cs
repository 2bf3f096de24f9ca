namespace Vql.SearchNode.Indices;

/// <summary>
/// Commits an index after a period without writes, so that a node that is killed later has no log to replay.
/// Replay indexes the documents again, which for a large initial load takes as long as the load itself.
/// </summary>
internal sealed class Committer(IndexRegistry indices, TimeProvider time, ILogger<Committer> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SearchIndex, (long Size, long Since)> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var index in indices.All)
            {
                try
                {
                    CommitWhenQuiet(index);
                }
                catch (ObjectDisposedException)
                {
                    // The index was deleted concurrently.
                    _seen.Remove(index);
                }
                catch (IOException exception)
                {
                    Log.CommitFailed(logger, index.State.Name, exception);
                }
            }
        }
    }

    private void CommitWhenQuiet(SearchIndex index)
    {
        var size = index.UncommittedBytes;
        if (!_seen.TryGetValue(index, out var seen) || seen.Size != size)
        {
            _seen[index] = (size, time.GetTimestamp());
        }
        else if (size > 0 && time.GetElapsedTime(seen.Since) >= QuietPeriod)
        {
            index.Commit();
        }
    }
}
