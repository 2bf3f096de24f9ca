using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Bench.Api;
using Vql.Bench.Load;

namespace Vql.Bench.Telemetry;

/// <summary>Compares the throughput of lists with and without telemetry.</summary>
internal sealed class TelemetryBenchmark(TelemetryRig rig, ApiLoad load)
{
    // The configurations alternate at this interval, so that noise affects all of them.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly int[] Connections = [1, 8];

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var measurements = new JsonObject();
        Console.WriteLine("connections  telemetry     p50/p99 ms, requests/s    throughput over none");
        foreach (var connections in Connections)
        {
            var results = await MeasureAsync(connections, time, cancellationToken);
            var none = results[0].Result.PerSecond;
            foreach (var (name, result) in results)
            {
                var ratio = Math.Round(result.PerSecond / none, 3);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{connections,11}  {name,-12}  {result}  {ratio:0.000}"));
                measurements[$"{name}_per_s_{connections}"] = Math.Round(result.PerSecond, 1);
                measurements[$"{name}_ratio_{connections}"] = ratio;
            }
        }

        measurements["exported_mb"] = Math.Round(rig.ExportedBytes / 1e6, 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exported {rig.ExportedBytes / 1e6:0.0} MB"));
        return measurements;
    }

    private async Task<List<(string Name, LoadResult Result)>> MeasureAsync(
        int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        var loads = rig.Apis.Select(api => (api.Name, Load: new ClosedLoop(load.At(api.Api), connections))).ToList();
        try
        {
            foreach (var api in loads)
            {
                await api.Load.RunAsync(WarmUp, record: false, cancellationToken);
            }

            for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed += Slice)
            {
                foreach (var api in loads)
                {
                    await api.Load.RunAsync(Slice, record: true, cancellationToken);
                }
            }

            return [.. loads.Select(api => (api.Name, api.Load.Result))];
        }
        finally
        {
            loads.ForEach(api => api.Load.Dispose());
        }
    }
}
