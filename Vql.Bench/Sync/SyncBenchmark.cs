using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;

namespace Vql.Bench.Sync;

/// <summary>
/// Compares the full sync of the worker with the raw rate of the engine, alternating, then measures verification.
/// </summary>
internal sealed class SyncBenchmark(StoreRig rig)
{
    private const string RawIndex = "raw";
    private const int WarmUpBodies = 30;

    private static readonly byte[] NoRefresh = """{"index":{"refresh_interval":"-1"}}"""u8.ToArray();

    public async Task<JsonObject> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var transport = new HttpTransport(new ElasticsearchOptions { Nodes = [rig.Engine] });
        var indices = new IndexAdmin(transport, TimeProvider.System);
        await Console.Error.WriteLineAsync("preparing bodies");
        using var bodies = await PreparedBodies.ReadAsync(rig.Engine, rig.ConnectionString, RawIndex, cancellationToken);
        await RawAsync(indices, refresh => bodies.SendAsync(WarmUpBodies, refresh, cancellationToken), cancellationToken);

        var (raws, rates, memory) = (new List<double>(), new List<double>(), 0L);
        for (var round = 1; round <= rounds; round++)
        {
            raws.Add(await RawAsync(indices, refresh => bodies.SendAsync(refresh, cancellationToken), cancellationToken));
            var (rate, peak) = await SyncAsync(indices, bodies.Documents, cancellationToken);
            rates.Add(rate);
            memory = Math.Max(memory, peak);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: raw {raws[^1]:0} documents/s, sync {rate:0} documents/s, ratio {rate / raws[^1]:0.000}"));
        }

        var verify = await VerifyAsync(cancellationToken);
        var results = new JsonObject
        {
            ["documents"] = bodies.Documents,
            ["ratio_to_ceiling"] = Math.Round(rates.Average() / raws.Average(), 3),
            ["documents_per_s"] = Math.Round(rates.Average()),
            ["ceiling_documents_per_s"] = Math.Round(raws.Average()),
            ["worker_mb"] = Math.Round(memory / 1e6, 1),
            ["verify_seconds"] = Math.Round(verify.Seconds, 2),
            ["verify_mb"] = Math.Round(verify.Memory / 1e6, 1),
        };
        foreach (var (name, value) in results)
        {
            Console.WriteLine($"{name,-24} {value}");
        }

        return results;
    }

    // For both sides, the index is new and has the same settings, and the time includes the refresh.
    private static async Task<double> RawAsync(
        IndexAdmin indices, Func<Func<Task>, Task<double>> send, CancellationToken cancellationToken)
    {
        await indices.CreateAsync(FieldCatalogue.Contacts, RawIndex, cancellationToken);
        await indices.PutSettingsAsync(RawIndex, NoRefresh, cancellationToken);
        var rate = await send(() => indices.RefreshAsync(RawIndex, cancellationToken));
        await indices.DeleteAsync(RawIndex, cancellationToken);
        return rate;
    }

    private async Task<(double Rate, long Memory)> SyncAsync(IndexAdmin indices, int documents, CancellationToken cancellationToken)
    {
        await indices.DeleteAsync(FieldCatalogue.Contacts.Index, cancellationToken);
        var run = await rig.RunWorkerAsync(["sync-contacts", "--json"], cancellationToken);
        using var report = JsonDocument.Parse(run.Output);
        return report.RootElement.GetProperty("indexed").GetInt64() == documents
            ? (documents / report.RootElement.GetProperty("seconds").GetDouble(), run.PeakMemory)
            : throw new InvalidOperationException($"The sync did not index all documents: {run.Output}");
    }

    private async Task<(double Seconds, long Memory)> VerifyAsync(CancellationToken cancellationToken)
    {
        await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        var run = await rig.RunWorkerAsync(["verify-sync", "--json"], cancellationToken);
        return (TimeProvider.System.GetElapsedTime(started).TotalSeconds, run.PeakMemory);
    }
}
