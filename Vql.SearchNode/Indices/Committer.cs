namespace Vql.SearchNode.Indices;

/// <summary>
/// Commits an index once it has been quiet for a moment, so that a node that is killed then has no log
/// to replay: replaying is indexing again, and a large first load would take as long the second time.
/// </summary>
internal sealed class Committer(IndexRegistry indices, TimeProvider time, ILogger<Committer> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SearchIndex, (long Size, long Since)> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
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
                    // Deleted meanwhile.
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
        else if (size > 0 && time.GetElapsedTime(seen.Since) >= Quiet)
        {
            index.Commit();
        }
    }
}
