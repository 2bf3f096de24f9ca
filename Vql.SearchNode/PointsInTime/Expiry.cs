namespace Vql.SearchNode.PointsInTime;

/// <summary>Gives back what expired points in time hold.</summary>
internal sealed class Expiry(PointRegistry points, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            points.CloseExpired();
        }
    }
}
