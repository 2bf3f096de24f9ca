using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;

namespace Vql.Bench.Connectra;

/// <summary>
/// Compares lists and counts of each query kind through Connectra with direct requests to the engine.
/// </summary>
internal sealed class ConnectraBenchmark(ConnectraRig rig, IReadOnlyList<QueryKind> kinds)
{
    private const int ManyConnections = 8;

    // The two sides alternate at this interval, so that noise affects both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var results = new JsonObject { ["contacts"] = rig.Contacts };
        await WarmAsync(cancellationToken);
        Console.WriteLine(
            "kind       operation  connections  engine p50/p99 ms, requests/s     Connectra p50/p99 ms, requests/s, CPU ms");
        var (lists, counts, ownBody) = (new Worst(), new Worst(), new Worst());
        foreach (var kind in kinds)
        {
            var (list, count) = (Connectra(kind, isCount: false), Connectra(kind, isCount: true));
            await MeasureAsync(kind, "list", Engine(kind, isCount: false), list, lists, time, cancellationToken);
            var ownList = Engine(kind, isCount: false, asContract: false);
            await MeasureAsync(kind, "list, own", ownList, list, ownBody, time, cancellationToken);
            await MeasureAsync(kind, "count", Engine(kind, isCount: true), count, counts, time, cancellationToken);
        }

        results["list_overhead_p50_ms"] = Math.Round(lists.Overhead, 3);
        results["count_overhead_p50_ms"] = Math.Round(counts.Overhead, 3);
        results["list_throughput_ratio"] = Math.Round(lists.Ratio, 3);
        results["count_throughput_ratio"] = Math.Round(counts.Ratio, 3);
        results["list_processor_ms"] = Math.Round(lists.Processor, 3);
        results["count_processor_ms"] = Math.Round(counts.Processor, 3);
        results["list_overhead_own_body_p50_ms"] = Math.Round(ownBody.Overhead, 3);
        results["list_throughput_own_body_ratio"] = Math.Round(ownBody.Ratio, 3);
        results["memory_mb"] = Math.Round(rig.ConnectraMemory / 1e6, 1);
        foreach (var (name, value) in results)
        {
            Console.WriteLine($"{name,-24} {value}");
        }

        return results;
    }

    private async Task MeasureAsync(
        QueryKind kind, string operation, Target engine, Target connectra, Worst worst, TimeSpan time, CancellationToken cancellationToken)
    {
        foreach (var connections in new[] { 1, ManyConnections })
        {
            var (direct, proxied, processor) = await CompareAsync(engine, connectra, connections, time, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind.Name,-10} {operation,-10} {connections,11}  {direct,-32}  {proxied}  {processor,6:0.000}"));
            if (connections == 1)
            {
                worst.Overhead = Math.Max(worst.Overhead, proxied.P50 - direct.P50);
            }
            else
            {
                worst.Ratio = Math.Min(worst.Ratio, proxied.PerSecond / direct.PerSecond);
                worst.Processor = Math.Max(worst.Processor, processor);
            }
        }
    }

    // Both sides compile their hot paths at runtime, which would distort the measurement of the first query kind.
    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("warming up");
        foreach (var kind in kinds)
        {
            Target[] targets =
            [
                Engine(kind, isCount: false), Connectra(kind, isCount: false), Engine(kind, isCount: true), Connectra(kind, isCount: true),
            ];
            foreach (var target in targets)
            {
                using var load = new ClosedLoop(target, ManyConnections);
                await load.RunAsync(WarmUp, record: false, cancellationToken);
            }
        }
    }

    // Also returns the CPU time of Connectra per request, in milliseconds. It determines the ratio when all cores are
    // busy.
    private async Task<(LoadResult Direct, LoadResult Proxied, double Processor)> CompareAsync(
        Target engine, Target connectra, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var direct = new ClosedLoop(engine, connections);
        using var proxied = new ClosedLoop(connectra, connections);
        await direct.RunAsync(Slice, record: false, cancellationToken);
        await proxied.RunAsync(Slice, record: false, cancellationToken);
        var processor = TimeSpan.Zero;
        for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed += Slice)
        {
            await direct.RunAsync(Slice, record: true, cancellationToken);
            var before = rig.ConnectraTime;
            await proxied.RunAsync(Slice, record: true, cancellationToken);
            processor += rig.ConnectraTime - before;
        }

        return (direct.Result, proxied.Result, processor.TotalMilliseconds / proxied.Requests);
    }

    private Target Connectra(QueryKind kind, bool isCount) => new(
        new Uri(rig.Connectra, isCount ? "contacts/count" : "contacts/"),
        [.. kind.Queries.Select(query => Json(writer => VqlWriter.Write(writer, query)))], rig.ConnectraKey);

    // The body is the one that Connectra sends, or the one in the contract. A caller without Connectra would need the
    // latter, because its hits must identify their rows.
    private Target Engine(QueryKind kind, bool isCount, bool asContract = true)
    {
        var bodies = kind.Queries.Select(query => Json(writer =>
        {
            if (isCount)
            {
                DslCompiler.WriteCount(writer, FieldCatalogue.Contacts, query);
            }
            else
            {
                DslCompiler.WriteSearch(writer, FieldCatalogue.Contacts, query);
            }
        }));
        return new Target(
            new Uri(rig.Engine, $"{FieldCatalogue.Contacts.Index}/{(isCount ? "_count" : "_search")}"),
            [.. isCount || !asContract ? bodies : bodies.Select(AsContract)],
            null);
    }

    private static byte[] AsContract(byte[] body)
    {
        var search = JsonNode.Parse(body)!.AsObject();
        search.Remove("stored_fields");
        search.Remove("track_total_hits");
        search["_source"] = new JsonArray("uuid", "company_id");
        search["sort"] = new JsonArray(search["sort"]![0]!.DeepClone());
        if (search["search_after"] is JsonArray after)
        {
            search["search_after"] = new JsonArray(after[0]!.DeepClone());
        }

        return JsonSerializer.SerializeToUtf8Bytes(search);
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            write(writer);
        }

        return body.ToArray();
    }

    /// <summary>The worst values of all query kinds.</summary>
    private sealed class Worst
    {
        public double Overhead { get; set; } = double.MinValue;

        public double Ratio { get; set; } = double.MaxValue;

        public double Processor { get; set; }
    }
}
