using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Sync;

/// <summary>Measures the cost per row of a full sync for several numbers of rows.</summary>
internal static class Linearity
{
    private static readonly int[] Sizes = [50_000, 200_000, 1_000_000];

    /// <summary>Runs a full sync to a new index for each size up to a maximum.</summary>
    public static async Task<JsonObject> MeasureAsync(EngineKind engine, int maxContacts, CancellationToken cancellationToken)
    {
        var results = new JsonObject();
        var costs = new List<double>();
        foreach (var contacts in Sizes.Where(size => size <= maxContacts))
        {
            await using var rig = await StoreRig.StartAsync(engine, contacts, cancellationToken);
            var run = await rig.RunWorkerAsync(["sync-contacts", "--json"], cancellationToken);
            using var report = JsonDocument.Parse(run.Output);
            costs.Add(report.RootElement.GetProperty("seconds").GetDouble() * 1e6 / report.RootElement.GetProperty("indexed").GetInt64());
            var size = contacts.ToString(CultureInfo.InvariantCulture);
            results[$"microseconds_per_row_{size}"] = Math.Round(costs[^1], 1);
            results[$"worker_mb_{size}"] = Math.Round(run.PeakMemory / 1e6, 1);
        }

        results["largest_over_smallest"] = Math.Round(costs[^1] / costs[0], 3);
        foreach (var (name, value) in results)
        {
            Console.WriteLine($"{name,-32} {value}");
        }

        return results;
    }
}
