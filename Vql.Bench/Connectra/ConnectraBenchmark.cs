using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Elasticsearch;

namespace Vql.Bench.Connectra;

/// <summary>Each kind of query, listed and counted, through Connectra and straight to the engine.</summary>
internal sealed class ConnectraBenchmark(ConnectraRig rig)
{
    private const int ManyConnections = 8;

    // Sides take turns this often, so that noise meets both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var overhead = new Dictionary<bool, double> { [false] = double.MinValue, [true] = double.MinValue };
        var ratio = new Dictionary<bool, double> { [false] = double.MaxValue, [true] = double.MaxValue };
        var figures = new JsonObject { ["contacts"] = rig.Contacts };
        await WarmAsync(cancellationToken);
        Console.WriteLine("kind       operation  connections  engine p50/p99 ms, requests/s     Connectra p50/p99 ms, requests/s");
        foreach (var kind in QueryKind.All)
        {
            foreach (var isCount in new[] { false, true })
            {
                var (alone, through) = (Engine(kind, isCount), Connectra(kind, isCount));
                foreach (var connections in new[] { 1, ManyConnections })
                {
                    var (direct, ours) = await CompareAsync(alone, through, connections, time, cancellationToken);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{kind.Name,-10} {(isCount ? "count" : "list"),-10} {connections,11}  {direct,-32}  {ours}"));
                    if (connections == 1)
                    {
                        overhead[isCount] = Math.Max(overhead[isCount], ours.P50 - direct.P50);
                    }
                    else
                    {
                        ratio[isCount] = Math.Min(ratio[isCount], ours.PerSecond / direct.PerSecond);
                    }
                }
            }
        }

        figures["list_overhead_p50_ms"] = Math.Round(overhead[false], 3);
        figures["count_overhead_p50_ms"] = Math.Round(overhead[true], 3);
        figures["list_throughput_ratio"] = Math.Round(ratio[false], 3);
        figures["count_throughput_ratio"] = Math.Round(ratio[true], 3);
        figures["memory_mb"] = Math.Round(rig.ConnectraMemory / 1e6, 1);
        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-24} {value}");
        }

        return figures;
    }

    // Both sides compile their hot paths while they run; the first kind would pay for all.
    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("warming up");
        foreach (var kind in QueryKind.All)
        {
            foreach (var target in new[] { Engine(kind, isCount: false), Connectra(kind, isCount: false), Engine(kind, isCount: true), Connectra(kind, isCount: true) })
            {
                using var load = new ClosedLoop(target, ManyConnections);
                await load.RunAsync(WarmUp, record: false, cancellationToken);
            }
        }
    }

    private static async Task<(LoadResult Direct, LoadResult Ours)> CompareAsync(
        Target engine, Target connectra, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var direct = new ClosedLoop(engine, connections);
        using var ours = new ClosedLoop(connectra, connections);
        await direct.RunAsync(Slice, record: false, cancellationToken);
        await ours.RunAsync(Slice, record: false, cancellationToken);
        for (var spent = TimeSpan.Zero; spent < time; spent += Slice)
        {
            await direct.RunAsync(Slice, record: true, cancellationToken);
            await ours.RunAsync(Slice, record: true, cancellationToken);
        }

        return (direct.Result, ours.Result);
    }

    private Target Connectra(QueryKind kind, bool isCount) => new(
        new Uri(rig.Connectra, isCount ? "contacts/count" : "contacts/"), Json(writer => VqlWriter.Write(writer, kind.Query)), rig.ConnectraKey);

    private Target Engine(QueryKind kind, bool isCount) => new(
        new Uri(rig.Engine, $"{FieldCatalogue.Contacts.Index}/{(isCount ? "_count" : "_search")}"),
        Json(writer =>
        {
            if (isCount)
            {
                DslCompiler.WriteCount(writer, FieldCatalogue.Contacts, kind.Query);
            }
            else
            {
                DslCompiler.WriteSearch(writer, FieldCatalogue.Contacts, kind.Query);
            }
        }),
        null);

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            write(writer);
        }

        return body.ToArray();
    }
}
