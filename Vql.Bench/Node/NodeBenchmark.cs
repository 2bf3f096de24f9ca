using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Bench.Sync;
using Vql.Core.Fields;
using Vql.EmbeddedPostgres;
using Vql.Storage.Dsl;
using Vql.Storage.Elasticsearch;
using Vql.Testing.Engines;

namespace Vql.Bench.Node;

/// <summary>Compares the embedded search node with the reference engine, with the same documents and the same queries.</summary>
internal sealed class NodeBenchmark(StoreRig rig, IReadOnlyList<QueryKind> kinds) : IAsyncDisposable
{
    private const string Index = "bench";
    private const int WarmUpBodies = 5;
    private const int BodiesInTurn = 4;

    private static readonly int[] Connections = [1, 4];

    // The engines alternate at this interval, so that noise affects both.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly byte[] NoRefresh = """{"index":{"refresh_interval":"-1"}}"""u8.ToArray();

    private readonly List<EngineProcess> _started = [];
    private readonly JsonObject _results = [];

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{"",-42} {"reference",10} {"node",10} {"ratio",8}");
        var reference = await StartAsync(EngineKind.Reference, cancellationToken);
        var node = await StartAsync(EngineKind.SearchNode, cancellationToken);
        Report("start, s", reference.Seconds, node.Seconds);
        Report("memory after the start, MB", Megabytes(0), Megabytes(1));
        using var bodies = await PreparedBodies.ReadAsync(reference.Url, rig.ConnectionString, Index, cancellationToken);
        foreach (var connections in Connections)
        {
            await IndexAsync(bodies, connections, cancellationToken);
        }

        Report("memory after indexing, MB", Megabytes(0), Megabytes(1));
        foreach (var kind in kinds)
        {
            foreach (var connections in Connections)
            {
                await SearchAsync(kind, connections, time, cancellationToken);
            }
        }

        Report("memory after the searches, MB", Megabytes(0), Megabytes(1));
        return _results;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _started)
        {
            await engine.DisposeAsync();
        }
    }

    private async Task<(Uri Url, double Seconds)> StartAsync(EngineKind kind, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var engine = await EngineProcess.StartAsync(kind, new EngineSettings(), cancellationToken);
        _started.Add(engine);
        return (engine.Url, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    // The index is new for each number of connections, and the time includes the refresh.
    private async Task IndexAsync(PreparedBodies bodies, int connections, CancellationToken cancellationToken)
    {
        var sinks = _started.ConvertAll(engine => new Sink(bodies, engine.Url, connections));
        foreach (var sink in sinks)
        {
            await sink.StartAsync(cancellationToken);
            await sink.SendAsync(0, WarmUpBodies, cancellationToken);
            await sink.StartAsync(cancellationToken);
        }

        for (var first = 0; first < bodies.Count; first += BodiesInTurn)
        {
            foreach (var sink in sinks)
            {
                await sink.SendAsync(first, BodiesInTurn, cancellationToken);
            }
        }

        var rates = new List<double>();
        foreach (var sink in sinks)
        {
            rates.Add(await sink.FinishAsync(cancellationToken));
            sink.Dispose();
        }

        Report($"bulk, {connections} connections, documents/s", rates[0], rates[1]);
    }

    private async Task SearchAsync(QueryKind kind, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        byte[][] queries =
            [.. kind.Queries.Select(query => Json(writer => DslCompiler.WriteSearch(writer, FieldCatalogue.Contacts, query)))];
        var loads = _started.ConvertAll(engine =>
            new ClosedLoop(new Target(new Uri(engine.Url, $"{Index}/_search"), queries, null), connections));
        foreach (var load in loads)
        {
            await load.RunAsync(WarmUp, record: false, cancellationToken);
        }

        for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed += Slice)
        {
            foreach (var load in loads)
            {
                await load.RunAsync(Slice, record: true, cancellationToken);
            }
        }

        var (first, second) = (loads[0].Result, loads[1].Result);
        loads.ForEach(load => load.Dispose());
        Report($"{kind.Name}, {connections} connections, requests/s", first.PerSecond, second.PerSecond);
        Report($"{kind.Name}, {connections} connections, p50 ms", first.P50, second.P50);
        Report($"{kind.Name}, {connections} connections, p99 ms", first.P99, second.P99);
    }

    private double Megabytes(int engine) => _started[engine].Process.TreeMemory / 1e6;

    private void Report(string name, double reference, double node)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-42} {reference,10:0.##} {node,10:0.##} {node / reference,8:0.00}"));
        _results[name] = new JsonObject
        {
            ["elasticsearch"] = Math.Round(reference, 2),
            ["node"] = Math.Round(node, 2),
            ["ratio"] = Math.Round(node / reference, 3),
        };
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

    /// <summary>An index of an engine, and the time that it takes for documents.</summary>
    private sealed class Sink(PreparedBodies bodies, Uri engine, int connections) : IDisposable
    {
        private readonly PreparedBodies _bodies = bodies.To(engine, connections);
        private readonly HttpTransport _transport = new(new ElasticsearchOptions { Nodes = [engine] });
        private TimeSpan _elapsed;

        private IndexAdmin Indices => new(_transport, TimeProvider.System);

        /// <summary>Creates the index.</summary>
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await Indices.DeleteAsync(Index, cancellationToken);
            await Indices.CreateAsync(FieldCatalogue.Contacts, Index, cancellationToken);
            await Indices.PutSettingsAsync(Index, NoRefresh, cancellationToken);
            _elapsed = TimeSpan.Zero;
        }

        public Task SendAsync(int first, int count, CancellationToken cancellationToken) =>
            MeasureAsync(() => _bodies.SendAsync(first, count, cancellationToken));

        /// <summary>Refreshes the index.</summary>
        /// <returns>The rate, in documents per second.</returns>
        public async Task<double> FinishAsync(CancellationToken cancellationToken)
        {
            await MeasureAsync(() => Indices.RefreshAsync(Index, cancellationToken));
            return _bodies.Documents / _elapsed.TotalSeconds;
        }

        public void Dispose()
        {
            _bodies.Dispose();
            _transport.Dispose();
        }

        private async Task MeasureAsync(Func<Task> work)
        {
            var started = TimeProvider.System.GetTimestamp();
            await work();
            _elapsed += TimeProvider.System.GetElapsedTime(started);
        }
    }
}
