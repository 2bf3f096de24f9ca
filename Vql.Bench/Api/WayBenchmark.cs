using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary>The same lists by the search, past a search that is out, and from PostgreSQL where there is no search.</summary>
internal sealed class WayBenchmark(ApiRig rig, ApiLoad load)
{
    // Ways take turns this often, so that noise meets all.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly int[] Connections = [1, 8, 64];

    private readonly (string Name, ApiProcess Api)[] _ways = [("vql", rig.Searching), ("circuit_open", rig.CutOff), ("postgres", rig.Alone)];

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var figures = new JsonObject();
        var ratio = 0.0;
        Console.WriteLine("connections  way           p50/p99 ms, requests/s    why the search did not answer");
        foreach (var connections in Connections)
        {
            var results = await MeasureAsync(connections, time, cancellationToken);
            foreach (var (way, result) in results)
            {
                figures[$"{way}_p50_ms_{connections}"] = Math.Round(result.P50, 2);
                figures[$"{way}_p99_ms_{connections}"] = Math.Round(result.P99, 2);
                figures[$"{way}_per_s_{connections}"] = Math.Round(result.PerSecond, 1);
            }

            var worse = results["circuit_open"].P99 / results["postgres"].P99;
            figures[$"fallback_p99_ratio_{connections}"] = Math.Round(worse, 3);
            ratio = Math.Max(ratio, worse);
        }

        figures["fallback_p99_ratio"] = Math.Round(ratio, 3);
        return figures;
    }

    private async Task<Dictionary<string, LoadResult>> MeasureAsync(int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        var loads = _ways.Select(way => (way.Name, Load: new ClosedLoop(load.At(way.Api), connections))).ToList();
        try
        {
            foreach (var way in loads)
            {
                await way.Load.RunAsync(WarmUp, record: false, cancellationToken);
            }

            for (var spent = TimeSpan.Zero; spent < time; spent += Slice)
            {
                foreach (var way in loads)
                {
                    await way.Load.RunAsync(Slice, record: true, cancellationToken);
                }
            }

            foreach (var way in loads)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{connections,11}  {way.Name,-12}  {way.Load.Result}  {Reasons.Of(way.Load)}"));
            }

            return loads.ToDictionary(way => way.Name, way => way.Load.Result);
        }
        finally
        {
            loads.ForEach(way => way.Load.Dispose());
        }
    }
}
