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
internal sealed class ConnectraBenchmark(ConnectraRig rig, IReadOnlyList<QueryKind> kinds)
{
    private const int ManyConnections = 8;

    // Sides take turns this often, so that noise meets both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var figures = new JsonObject { ["contacts"] = rig.Contacts };
        await WarmAsync(cancellationToken);
        Console.WriteLine("kind       operation  connections  engine p50/p99 ms, requests/s     Connectra p50/p99 ms, requests/s, its processor ms");
        var (lists, counts, own) = (new Worst(), new Worst(), new Worst());
        foreach (var kind in kinds)
        {
            await MeasureAsync(kind, "list", Engine(kind, isCount: false), Connectra(kind, isCount: false), lists, time, cancellationToken);
            await MeasureAsync(kind, "list, own", Engine(kind, isCount: false, asContract: false), Connectra(kind, isCount: false), own, time, cancellationToken);
            await MeasureAsync(kind, "count", Engine(kind, isCount: true), Connectra(kind, isCount: true), counts, time, cancellationToken);
        }

        figures["list_overhead_p50_ms"] = Math.Round(lists.Overhead, 3);
        figures["count_overhead_p50_ms"] = Math.Round(counts.Overhead, 3);
        figures["list_throughput_ratio"] = Math.Round(lists.Ratio, 3);
        figures["count_throughput_ratio"] = Math.Round(counts.Ratio, 3);
        figures["list_processor_ms"] = Math.Round(lists.Processor, 3);
        figures["count_processor_ms"] = Math.Round(counts.Processor, 3);
        figures["list_overhead_own_body_p50_ms"] = Math.Round(own.Overhead, 3);
        figures["list_throughput_own_body_ratio"] = Math.Round(own.Ratio, 3);
        figures["memory_mb"] = Math.Round(rig.ConnectraMemory / 1e6, 1);
        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-24} {value}");
        }

        return figures;
    }

    private async Task MeasureAsync(
        QueryKind kind, string operation, Target engine, Target connectra, Worst worst, TimeSpan time, CancellationToken cancellationToken)
    {
        foreach (var connections in new[] { 1, ManyConnections })
        {
            var (direct, ours, processor) = await CompareAsync(engine, connectra, connections, time, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind.Name,-10} {operation,-10} {connections,11}  {direct,-32}  {ours}  {processor,6:0.000}"));
            if (connections == 1)
            {
                worst.Overhead = Math.Max(worst.Overhead, ours.P50 - direct.P50);
            }
            else
            {
                worst.Ratio = Math.Min(worst.Ratio, ours.PerSecond / direct.PerSecond);
                worst.Processor = Math.Max(worst.Processor, processor);
            }
        }
    }

    // Both sides compile their hot paths while they run; the first kind would pay for all.
    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("warming up");
        foreach (var kind in kinds)
        {
            foreach (var target in new[] { Engine(kind, isCount: false), Connectra(kind, isCount: false), Engine(kind, isCount: true), Connectra(kind, isCount: true) })
            {
                using var load = new ClosedLoop(target, ManyConnections);
                await load.RunAsync(WarmUp, record: false, cancellationToken);
            }
        }
    }

    // Also the processor time that Connectra takes for a request, milliseconds: what the ratio comes down to when all cores are busy.
    private async Task<(LoadResult Direct, LoadResult Ours, double Processor)> CompareAsync(
        Target engine, Target connectra, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var direct = new ClosedLoop(engine, connections);
        using var ours = new ClosedLoop(connectra, connections);
        await direct.RunAsync(Slice, record: false, cancellationToken);
        await ours.RunAsync(Slice, record: false, cancellationToken);
        var processor = TimeSpan.Zero;
        for (var spent = TimeSpan.Zero; spent < time; spent += Slice)
        {
            await direct.RunAsync(Slice, record: true, cancellationToken);
            var before = rig.ConnectraTime;
            await ours.RunAsync(Slice, record: true, cancellationToken);
            processor += rig.ConnectraTime - before;
        }

        return (direct.Result, ours.Result, processor.TotalMilliseconds / ours.Requests);
    }

    private Target Connectra(QueryKind kind, bool isCount) => new(
        new Uri(rig.Connectra, isCount ? "contacts/count" : "contacts/"),
        [.. kind.Queries.Select(query => Json(writer => VqlWriter.Write(writer, query)))], rig.ConnectraKey);

    // What Connectra sends itself, or the body that the contract describes: what a caller without Connectra
    // would have to send, as its hits must name their rows.
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

    /// <summary>The worst of all query kinds.</summary>
    private sealed class Worst
    {
        public double Overhead { get; set; } = double.MinValue;

        public double Ratio { get; set; } = double.MaxValue;

        public double Processor { get; set; }
    }
}
