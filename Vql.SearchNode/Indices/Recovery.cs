namespace Vql.SearchNode.Indices;

/// <summary>Reopens indices whose disk was full or failed, as soon as it can be written to again.</summary>
internal sealed class Recovery(IndexRegistry indices, TimeProvider time, ILogger<Recovery> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var index in indices.All.Where(index => index.Failure is not null))
            {
                try
                {
                    indices.Reopen(index);
                }
                catch (Exception exception)
                {
                    Log.IndexNotReopened(logger, index.State.Name, exception.Message);
                }
            }
        }
    }
}
