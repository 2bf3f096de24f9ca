using System.Diagnostics;

namespace Vql.Bench.Cdc;

/// <summary>Single edits, and how long each takes from its commit on, in milliseconds.</summary>
internal static class Edits
{
    private const int LongestPause = 200;

    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>50 a second until the document has it. At a fixed rate, whatever the ones before are doing: a slow one must not slow down the asking.</summary>
    public static async Task<double[]> UntilIndexedAsync(StreamedStores stores, TimeSpan time, CancellationToken cancellationToken)
    {
        var uuids = await stores.UuidsAsync((int)(time / CommitEvery), cancellationToken);
        var edits = new List<Task<double>>();
        using var timer = new PeriodicTimer(CommitEvery);
        foreach (var uuid in uuids)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            edits.Add(UntilIndexedAsync(stores, uuid, cancellationToken));
        }

        return await Task.WhenAll(edits);
    }

    /// <summary>One until the document has it.</summary>
    public static async Task<double> UntilIndexedAsync(StreamedStores stores, string uuid, CancellationToken cancellationToken)
    {
        var title = $"Probe {Guid.NewGuid():N}";
        var committed = await CommitAsync(stores, uuid, title, cancellationToken);
        await stores.UntilIndexedAsync(uuid, "title", title, cancellationToken);
        return Stopwatch.GetElapsedTime(committed).TotalMilliseconds;
    }

    /// <summary>So many, one after another, until a search finds them.</summary>
    public static async Task<double[]> UntilFoundAsync(StreamedStores stores, int count, CancellationToken cancellationToken)
    {
        var lags = new List<double>();
        foreach (var uuid in await stores.UuidsAsync(count, cancellationToken))
        {
            var title = $"probe{Guid.NewGuid():N}";
            var committed = await CommitAsync(stores, uuid, title, cancellationToken);
            await stores.UntilFoundAsync("title", title, cancellationToken);
            lags.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestPause)), TimeProvider.System, cancellationToken);
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
