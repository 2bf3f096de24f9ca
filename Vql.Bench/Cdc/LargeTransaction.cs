using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;
using Vql.Testing.Processes;

namespace Vql.Bench.Cdc;

/// <summary>
/// Measures a transaction with many rows: the memory of the worker, and the latency of a single edit that follows it.
/// </summary>
internal static class LargeTransaction
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);

    public static async Task MeasureAsync(
        StreamedStores stores, ServerProcess worker, int rows, JsonObject results, CancellationToken cancellationToken)
    {
        var title = $"large{Guid.NewGuid():N}";
        var after = (await stores.UuidsAsync(1, cancellationToken))[0];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var before = worker.Memory;
        var peak = PeakAsync(worker, stop.Token);
        var started = Stopwatch.GetTimestamp();
        await stores.WriteAsync(
            $"insert into contacts (uuid, first_name, title) select 'large-' || n, 'Large', $1 from generate_series(1, {rows}) n",
            cancellationToken, title);
        var writeTime = Stopwatch.GetElapsedTime(started);
        var edit = Edits.MeasureIndexedAsync(stores, after, cancellationToken);
        await stores.WaitForAllAsync("uuid like 'large-%'", "title", title, rows, cancellationToken);
        var syncTime = Stopwatch.GetElapsedTime(started) - writeTime;
        results["transaction_rows"] = rows;
        results["transaction_write_s"] = Math.Round(writeTime.TotalSeconds, 1);
        results["transaction_rows_per_s"] = Math.Round(rows / syncTime.TotalSeconds);
        results["edit_after_transaction_s"] = Math.Round(await edit / 1000, 1);
        results["next_edit_ms"] = Math.Round(await Edits.MeasureIndexedAsync(stores, after, cancellationToken), 1);
        await stop.CancelAsync();
        results["transaction_mb_before"] = Math.Round(before / 1e6, 1);
        results["transaction_mb_peak"] = Math.Round(await peak / 1e6, 1);
    }

    private static async Task<long> PeakAsync(ServerProcess worker, CancellationToken stop)
    {
        var peak = worker.Memory;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, worker.Memory);
            await Task.Delay(SampleInterval, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}
