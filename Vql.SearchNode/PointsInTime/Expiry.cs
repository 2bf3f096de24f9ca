namespace Vql.SearchNode.PointsInTime;

/// <summary>Closes expired points in time.</summary>
internal sealed class Expiry(PointRegistry points, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            points.CloseExpired();
        }
    }
}
