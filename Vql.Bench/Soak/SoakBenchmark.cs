using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.Bench.Cdc;
using Vql.Bench.Rigs;

namespace Vql.Bench.Soak;

/// <summary>
/// Measures whether the memory of a worker is stable under continuous writes, and whether changes are lost.
/// </summary>
internal sealed class SoakBenchmark(StoreRig rig)
{
    private const int Quarters = 4;

    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(20);

    // The statements alternate, so that the load is constant over time.
    private static readonly string[] Writes =
    [
        """
        update contacts set title = 'Soak ' || now()
        where id in (select id from contacts where id >= (random() * 50000)::bigint order by id limit 20)
        """,
        """
        insert into contacts (uuid, first_name, company_id)
        select 'soak-' || gen_random_uuid(), 'Soak', uuid from companies where id = (random() * 10000)::bigint
        """,
        "update companies set employees_count = (random() * 1000)::bigint where id = (random() * 10000)::bigint",
        "delete from contacts where id = (select id from contacts where uuid like 'soak-%' limit 1)",
        "update contacts set deleted_at = case when deleted_at is null then now() end where id = (random() * 50000)::bigint",
        "update contacts set uuid = 'soak-' || gen_random_uuid() where id = (random() * 50000)::bigint",
    ];

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await using var stores = new StreamedStores(rig);
        await using var worker = await stores.StartWorkerAsync(cancellationToken);
        var (samples, written) = (new List<long>(), 0);
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(WriteInterval);
        while (Stopwatch.GetElapsedTime(started) < time && await timer.WaitForNextTickAsync(cancellationToken))
        {
            await stores.WriteAsync(Writes[written++ % Writes.Length], cancellationToken);
            samples.Add(worker.Memory);
        }

        var edited = (await stores.UuidsAsync(1, cancellationToken, "deleted_at is null"))[0];
        var last = await Edits.MeasureIndexedAsync(stores, edited, cancellationToken);
        var verified = await rig.RunWorkerAsync(["verify-sync", "--json"], cancellationToken);
        var (first, fourth) = (Quarter(samples, 0), Quarter(samples, Quarters - 1));
        var results = new JsonObject
        {
            ["minutes"] = Math.Round(time.TotalMinutes, 1),
            ["transactions"] = written,
            ["last_commit_to_indexed_ms"] = Math.Round(last, 1),
            ["first_quarter_mb"] = Math.Round(first / 1e6, 1),
            ["last_quarter_mb"] = Math.Round(fourth / 1e6, 1),
            ["memory_ratio"] = Math.Round(fourth / first, 3),
            ["worker_mb"] = Math.Round(samples.Max() / 1e6, 1),
            ["verify"] = JsonNode.Parse(verified.Output),
        };
        foreach (var (name, value) in results)
        {
            Console.WriteLine($"{name,-28} {value?.ToJsonString()}");
        }

        return results;
    }

    private static double Quarter(List<long> samples, int quarter) =>
        samples.Skip(samples.Count * quarter / Quarters).Take(Math.Max(1, samples.Count / Quarters)).Average();
}
