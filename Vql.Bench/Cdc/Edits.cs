using System.Diagnostics;

namespace Vql.Bench.Cdc;

/// <summary>Measures the latency of single edits from their commit, in milliseconds.</summary>
internal static class Edits
{
    private const int MaxDelay = 200;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Commits 50 edits per second and measures the time until each is indexed. The rate is fixed: an edit does not
    /// wait for the previous ones, so that a slow edit does not reduce the load.
    /// </summary>
    public static async Task<double[]> MeasureIndexedAsync(StreamedStores stores, TimeSpan time, CancellationToken cancellationToken)
    {
        var uuids = await stores.UuidsAsync((int)(time / CommitInterval), cancellationToken);
        var edits = new List<Task<double>>();
        using var timer = new PeriodicTimer(CommitInterval);
        foreach (var uuid in uuids)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            edits.Add(MeasureIndexedAsync(stores, uuid, cancellationToken));
        }

        return await Task.WhenAll(edits);
    }

    /// <summary>Commits an edit and measures the time until it is indexed.</summary>
    public static async Task<double> MeasureIndexedAsync(StreamedStores stores, string uuid, CancellationToken cancellationToken)
    {
        var title = $"Probe {Guid.NewGuid():N}";
        var committed = await CommitAsync(stores, uuid, title, cancellationToken);
        await stores.WaitForIndexedAsync(uuid, "title", title, cancellationToken);
        return Stopwatch.GetElapsedTime(committed).TotalMilliseconds;
    }

    /// <summary>Commits edits in sequence and measures the time until each is searchable.</summary>
    public static async Task<double[]> MeasureSearchableAsync(StreamedStores stores, int count, CancellationToken cancellationToken)
    {
        var lags = new List<double>();
        foreach (var uuid in await stores.UuidsAsync(count, cancellationToken))
        {
            var title = $"probe{Guid.NewGuid():N}";
            var committed = await CommitAsync(stores, uuid, title, cancellationToken);
            await stores.WaitForSearchableAsync("title", title, cancellationToken);
            lags.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(MaxDelay)), TimeProvider.System, cancellationToken);
        }

        return [.. lags];
    }

    public static double Percentile(double[] values, double share) =>
        Math.Round(values.Order().ElementAt((int)Math.Min(values.Length - 1, values.Length * share)), 2);

    private static async Task<long> CommitAsync(StreamedStores stores, string uuid, string title, CancellationToken cancellationToken)
    {
        await stores.WriteAsync("update contacts set title = $2 where uuid = $1", cancellationToken, uuid, title);
        return Stopwatch.GetTimestamp();
    }
}
