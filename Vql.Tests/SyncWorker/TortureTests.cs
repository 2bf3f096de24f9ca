using System.Globalization;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>The search node, which is killed as well.</summary>
public sealed class NodeTortureTests(PostgresServer server) : TortureTests(server)
{
    [Fact]
    public Task Stream_UnderTortureOnTheSearchNode_EndsEqual() =>
        RepeatAsync(async () => new TorturedEngine(await KillableEngine.StartSearchNodeAsync()));
}

/// <summary>The real Elasticsearch. It takes long to start again: only the long form kills it, and has one of its own.</summary>
[Collection(ReferenceCollection.Name)]
public sealed class ReferenceTortureTests(PostgresServer server, SyncElasticsearch reference)
    : TortureTests(server), IClassFixture<SyncElasticsearch>
{
    [Fact]
    public Task Stream_UnderTortureOnElasticsearch_EndsEqual() => RepeatAsync(async () =>
        IsLong ? new TorturedEngine(await KillableEngine.StartElasticsearchAsync()) : new TorturedEngine(await reference.StartAsync()));
}

/// <summary>
/// Random writes, while workers and the engine are killed, lines are cut and spoiled, and triggers, replica identities,
/// publications and tables are administered at random: at the end both stores are equal, with nothing repaired.
/// <c>VQL_TORTURE_RUNS</c> repeats it, <c>VQL_TORTURE_SECONDS</c> makes each run longer and its greatest transaction 200,000
/// rows.
/// </summary>
public abstract class TortureTests(PostgresServer server)
{
    private const string RunsVariable = "VQL_TORTURE_RUNS";
    private const string SecondsVariable = "VQL_TORTURE_SECONDS";
    private const double ShortForm = 8;
    private const int MostRows = 200_000;
    private const int MostRowsShort = 3000;

    // What was written in bulk while nobody could index it comes after the end: up to millions of rows in the long form.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(30);

    private static readonly double Seconds = Given(SecondsVariable, ShortForm);

    protected static bool IsLong => Seconds > ShortForm;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected async Task RepeatAsync(Func<Task<TorturedEngine>> startEngine)
    {
        await using var proxy = Toxiproxy.IsHere ? await Toxiproxy.StartAsync(Token) : null;
        for (var run = 1; run <= Given(RunsVariable, 1); run++)
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
        var writes = new RandomWrites(rig, seed, IsLong ? MostRows : MostRowsShort);
        var faults = new RandomFaults(rig, engine.Killable, new Random(seed - 1));
        var administrator = new RandomAdministrator(rig, new Random(seed - 2));
        var writing = Task.WhenAll(writes.RunAsync(end.Token), administrator.RunAsync(end.Token));
        await faults.RunAsync(worker, end.Token);
        await writing;
        await rig.WaitUntilFoundAsync(IsLong ? LongPatience : Patience);
        var rows = await rig.AssertEqualAsync();
        TestContext.Current.SendDiagnosticMessage($"torture {run}, seed {seed}: {writes.Written} statements, {faults.Happened}; {administrator.Happened}; {rows} rows equal");
    }

    private static double Given(string variable, double missing) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : missing;

    /// <summary>An engine, which may be one that can be killed.</summary>
    private protected sealed record TorturedEngine(Uri Url, KillableEngine? Killable = null) : IAsyncDisposable
    {
        public TorturedEngine(KillableEngine engine)
            : this(engine.Url, engine)
        {
        }

        public ValueTask DisposeAsync() => Killable?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
