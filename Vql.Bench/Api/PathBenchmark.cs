using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary>
/// Compares lists on three paths: VQL, the fallback with an open circuit, and an API without a search.
/// </summary>
internal sealed class PathBenchmark(ApiRig rig, ApiLoad load)
{
    // The paths alternate at this interval, so that noise affects all of them.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly int[] Connections = [1, 8, 64];

    private readonly (string Name, ApiProcess Api)[] _paths =
        [("vql", rig.WithSearch), ("circuit_open", rig.WithUnreachableSearch), ("postgres", rig.WithoutSearch)];

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var measurements = new JsonObject();
        var ratio = 0.0;
        Console.WriteLine("connections  path          p50/p99 ms, requests/s    fallback reasons");
        foreach (var connections in Connections)
        {
            var results = await MeasureAsync(connections, time, cancellationToken);
            foreach (var (path, result) in results)
            {
                measurements[$"{path}_p50_ms_{connections}"] = Math.Round(result.P50, 2);
                measurements[$"{path}_p99_ms_{connections}"] = Math.Round(result.P99, 2);
                measurements[$"{path}_per_s_{connections}"] = Math.Round(result.PerSecond, 1);
            }

            var fallbackRatio = results["circuit_open"].P99 / results["postgres"].P99;
            measurements[$"fallback_p99_ratio_{connections}"] = Math.Round(fallbackRatio, 3);
            ratio = Math.Max(ratio, fallbackRatio);
        }

        measurements["fallback_p99_ratio"] = Math.Round(ratio, 3);
        return measurements;
    }

    private async Task<Dictionary<string, LoadResult>> MeasureAsync(int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        var loads = _paths.Select(path => (path.Name, Load: new ClosedLoop(load.At(path.Api), connections))).ToList();
        try
        {
            foreach (var path in loads)
            {
                await path.Load.RunAsync(WarmUp, record: false, cancellationToken);
            }

            for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed += Slice)
            {
                foreach (var path in loads)
                {
                    await path.Load.RunAsync(Slice, record: true, cancellationToken);
                }
            }

            foreach (var path in loads)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{connections,11}  {path.Name,-12}  {path.Load.Result}  {Reasons.Of(path.Load)}"));
            }

            return loads.ToDictionary(path => path.Name, path => path.Load.Result);
        }
        finally
        {
            loads.ForEach(path => path.Load.Dispose());
        }
    }
}
