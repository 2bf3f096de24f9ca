using System.Globalization;
using Vql.Testing.Engines;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Torture tests on the search node, which is also killed.</summary>
public sealed class NodeTortureTests(PostgresServer server) : TortureTests(server)
{
    [Fact]
    public Task Stream_UnderTortureOnTheSearchNode_EndsEqual() =>
        RepeatAsync(async () => new TorturedEngine(await EngineProcess.StartAsync(EngineKind.SearchNode, EngineSettings.ForTests, Token)));
}

/// <summary>
/// Torture tests on the real Elasticsearch. Because it starts slowly, only the long form kills it, and uses a separate
/// instance.
/// </summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceTortureTests(PostgresServer server, SyncElasticsearch reference)
    : TortureTests(server), IClassFixture<SyncElasticsearch>
{
    [Fact]
    public Task Stream_UnderTortureOnElasticsearch_EndsEqual() => RepeatAsync(async () =>
        IsLong ? await StartKillableAsync() : new TorturedEngine(await reference.StartAsync()));

    private static async Task<TorturedEngine> StartKillableAsync()
    {
        Prerequisite.Tool(EngineProcess.ReferenceTool);
        return new TorturedEngine(await EngineProcess.StartAsync(EngineKind.Reference, EngineSettings.ForTests, Token));
    }
}

/// <summary>
/// Random writes while workers and the engine are killed, network faults are injected, and triggers, replica
/// identities, publications and tables are changed at random. At the end, both stores are equal without any repair.
/// <c>VQL_TORTURE_RUNS</c> sets the number of runs. <c>VQL_TORTURE_SECONDS</c> sets the duration of a run, and
/// increases the largest transaction to 200,000 rows.
/// </summary>
public abstract class TortureTests(PostgresServer server)
{
    private const string RunsVariable = "VQL_TORTURE_RUNS";
    private const string SecondsVariable = "VQL_TORTURE_SECONDS";
    private const double ShortForm = 8;
    private const int MaxRows = 200_000;
    private const int ShortMaxRows = 3000;

    // The backlog of a fault is indexed after the end: up to millions of rows in the long form.
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongTimeout = TimeSpan.FromMinutes(30);

    private static readonly double Seconds = NumberOf(SecondsVariable, ShortForm);

    protected static bool IsLong => Seconds > ShortForm;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected async Task RepeatAsync(Func<Task<TorturedEngine>> startEngine)
    {
        await using var proxy = Toxiproxy.IsInstalled ? await Toxiproxy.StartAsync(Token) : null;
        for (var run = 1; run <= NumberOf(RunsVariable, 1); run++)
        {
            await using var engine = await startEngine();
            await TortureAsync(run, engine, proxy);
        }
    }

    private async Task TortureAsync(int run, TorturedEngine engine, Toxiproxy? proxy)
    {
        var seed = Random.Shared.Next();
        await using var rig = await StreamRig.CreateAsync(server, engine.Url, proxy);
        var worker = await rig.StartWorkerProcessAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(TimeSpan.FromSeconds(Seconds));
        var writes = new RandomWrites(rig, seed, IsLong ? MaxRows : ShortMaxRows);
        var faults = new RandomFaults(rig, engine.Killable, new Random(seed - 1));
        var administrator = new RandomAdministrator(rig, new Random(seed - 2));
        var writing = Task.WhenAll(writes.RunAsync(end.Token), administrator.RunAsync(end.Token));
        await faults.RunAsync(worker, end.Token);
        await writing;
        await rig.WaitUntilFoundAsync(IsLong ? LongTimeout : ShortTimeout);
        var rows = await rig.AssertEqualAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"torture {run}, seed {seed}: {writes.Written} statements, {faults.Summary}; {administrator.Summary}; {rows} rows equal");
    }

    private static double NumberOf(string variable, double defaultValue) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : defaultValue;

    /// <summary>An engine, which may be killable.</summary>
    private protected sealed record TorturedEngine(Uri Url, EngineProcess? Killable = null) : IAsyncDisposable
    {
        public TorturedEngine(EngineProcess engine)
            : this(engine.Url, engine)
        {
        }

        public ValueTask DisposeAsync() => Killable?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
