using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Api;
using Vql.Bench.Load;

namespace Vql.Bench.Ops;

/// <summary>Measures the cost of figures, the time of each page, and the memory of the dashboard.</summary>
internal sealed class OpsBenchmark(OpsRig rig, NpgsqlDataSource source)
{
    private const int Requests = 20;

    // The configurations alternate at this interval, so that noise affects both of them.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly int[] Connections = [1, 8];

    private static readonly string[] Pages =
    [
        "?window=1h", "?window=24h", "?window=30d", "queries?window=24h&order=time", "queries?window=30d&order=time",
        "queries?window=30d&order=zero_hits&contains=seniority", "queries?window=30d&advice=true", "sync", "dead-letters", "indexes",
        "switches", "audit",
    ];

    /// <summary>Compares lists with and without figures.</summary>
    public async Task MeasureListsAsync(JsonObject results, ApiLoad load, TimeSpan time, CancellationToken cancellationToken)
    {
        Console.WriteLine("connections  figures  p50/p99 ms, requests/s    throughput over off  CPU ms of the API per list");
        foreach (var connections in Connections)
        {
            var loads = rig.Apis.Select(api => (api.Name, api.Api, Load: new ClosedLoop(load.At(api.Api), connections))).ToList();
            foreach (var (_, _, one) in loads)
            {
                await one.RunAsync(WarmUp, record: false, cancellationToken);
            }

            var before = loads.ConvertAll(one => one.Api.ProcessorTime);
            for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed += Slice)
            {
                foreach (var (_, _, one) in loads)
                {
                    await one.RunAsync(Slice, record: true, cancellationToken);
                }
            }

            // The first API of each turn is the fastest, also without figures. The mean of both APIs without them is the base.
            var off = loads.Where(one => one.Name != OpsRig.On).Average(one => one.Load.Result.PerSecond);
            foreach (var ((name, api, one), started) in loads.Zip(before))
            {
                var ratio = Math.Round(one.Result.PerSecond / off, 3);
                var processor = Math.Round((api.ProcessorTime - started).TotalMilliseconds / one.Requests, 3);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{connections,11}  {name,-7}  {one.Result}  {ratio,19:0.000}  {processor:0.000}"));
                results[$"figures_{name}_processor_ms_{connections}"] = processor;
                results[$"figures_{name}_per_s_{connections}"] = Math.Round(one.Result.PerSecond, 1);
                results[$"figures_{name}_ratio_{connections}"] = ratio;
                one.Dispose();
            }
        }
    }

    /// <summary>
    /// Measures the time of each page: when it shows new figures, which it does once a minute, and when it is refreshed in between.
    /// </summary>
    public async Task MeasurePagesAsync(JsonObject results, CancellationToken cancellationToken)
    {
        Console.WriteLine("page                                              p50/max ms: new figures        refreshed      kB");
        foreach (var page in Pages)
        {
            await GetAsync(page, cancellationToken);
            var bytes = 0;
            var (renewed, refreshed) = (new List<double>(), new List<double>());
            for (var request = 0; request < Requests; request++)
            {
                await RenewAsync(cancellationToken);
                foreach (var times in (List<double>[])[renewed, refreshed])
                {
                    var started = TimeProvider.System.GetTimestamp();
                    bytes = await GetAsync(page, cancellationToken);
                    times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                }
            }

            renewed.Sort();
            refreshed.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"/{page,-56} {Median(renewed),7:0.0} {renewed[^1],7:0.0} {Median(refreshed),7:0.0} {refreshed[^1],7:0.0} "
                + $"{bytes / 1024,7}"));
            results[$"page_ms /{page}"] = Math.Round(Median(renewed), 1);
            results[$"page_refreshed_ms /{page}"] = Math.Round(Median(refreshed), 1);
        }
    }

    /// <summary>Measures the memory of the dashboard before and after refreshes of all pages.</summary>
    public async Task MeasureMemoryAsync(JsonObject results, int refreshes, CancellationToken cancellationToken)
    {
        var before = rig.DashboardMemory;
        for (var refresh = 0; refresh < refreshes; refresh++)
        {
            await GetAsync(Pages[refresh % Pages.Length], cancellationToken);
        }

        var after = rig.DashboardMemory;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"memory of the dashboard: {before >> 20} MB, after {refreshes} refreshes {after >> 20} MB"));
        results["dashboard_mb"] = after >> 20;
    }

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];

    // As if a replica had written its figures.
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "update monitoring_replicas set written_at = clock_timestamp() "
            + "where minutes = 60 and started_at >= now() - interval '2 hours'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<int> GetAsync(string page, CancellationToken cancellationToken)
    {
        using var response = await rig.Dashboard.GetAsync(new Uri(page, UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsByteArrayAsync(cancellationToken)).Length;
    }
}
