using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;

namespace Vql.Bench.Cdc;

/// <summary>Many rows in one transaction: what the worker holds meanwhile, and when a single edit after it arrives.</summary>
internal static class LargeTransaction
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(500);

    public static async Task MeasureAsync(
        StreamedStores stores, BenchProcess worker, int rows, JsonObject figures, CancellationToken cancellationToken)
    {
        var title = $"large{Guid.NewGuid():N}";
        var after = (await stores.UuidsAsync(1, cancellationToken))[0];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var before = worker.Memory;
        var peak = PeakAsync(worker, stop.Token);
        var started = Stopwatch.GetTimestamp();
        await stores.WriteAsync(
            $"insert into contacts (uuid, first_name, title) select 'large-' || n, 'Large', $1 from generate_series(1, {rows}) n", cancellationToken, title);
        var written = Stopwatch.GetElapsedTime(started);
        var edit = Edits.UntilIndexedAsync(stores, after, cancellationToken);
        await stores.UntilAllAsync("uuid like 'large-%'", "title", title, rows, cancellationToken);
        var found = Stopwatch.GetElapsedTime(started) - written;
        figures["transaction_rows"] = rows;
        figures["transaction_write_s"] = Math.Round(written.TotalSeconds, 1);
        figures["transaction_rows_per_s"] = Math.Round(rows / found.TotalSeconds);
        figures["edit_after_transaction_s"] = Math.Round(await edit / 1000, 1);
        figures["next_edit_ms"] = Math.Round(await Edits.UntilIndexedAsync(stores, after, cancellationToken), 1);
        await stop.CancelAsync();
        figures["transaction_mb_before"] = Math.Round(before / 1e6, 1);
        figures["transaction_mb_peak"] = Math.Round(await peak / 1e6, 1);
    }

    private static async Task<long> PeakAsync(BenchProcess worker, CancellationToken stop)
    {
        var peak = worker.Memory;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, worker.Memory);
            await Task.Delay(SampleEvery, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}
