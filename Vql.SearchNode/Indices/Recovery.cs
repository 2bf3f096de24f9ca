namespace Vql.SearchNode.Indices;

/// <summary>Reopens indices whose disk was full or failed, as soon as it can be written to again.</summary>
internal sealed class Recovery(IndexRegistry indices, TimeProvider time, ILogger<Recovery> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // An attempt replays the log, so attempts become rarer while the disk stays full.
    private const int MaxSkipped = 30;

    private readonly Dictionary<string, (int Skip, int Skipped)> _attempts = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var name in indices.Failed)
            {
                Try(name);
            }
        }
    }

    private void Try(string name)
    {
        var (skip, skipped) = _attempts.GetValueOrDefault(name);
        if (skipped < skip)
        {
            _attempts[name] = (skip, skipped + 1);
            return;
        }

        try
        {
            indices.Reopen(name);
            _attempts.Remove(name);
        }
        catch (Exception exception)
        {
            Log.IndexNotReopened(logger, name, exception.Message);
            _attempts[name] = (Math.Min(MaxSkipped, (2 * skip) + 1), 0);
        }
    }
}
