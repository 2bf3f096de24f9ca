using System.Globalization;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>
/// Random writes, while workers and the engine are killed, lines are cut and spoiled, and triggers, replica identities,
/// publications and tables are administered at random: at the end both stores are equal, with nothing repaired. <c>VQL_TORTURE_RUNS</c> repeats it, <c>VQL_TORTURE_SECONDS</c> makes
/// each run longer and its greatest transaction 200,000 rows.
/// </summary>
public sealed class TortureTests(PostgresServer server)
{
    private const string RunsVariable = "VQL_TORTURE_RUNS";
    private const string SecondsVariable = "VQL_TORTURE_SECONDS";
    private const double ShortForm = 8;
    private const int MostRows = 200_000;
    private const int MostRowsShort = 3000;

    // What was written in bulk while nobody could index it comes after the end: up to millions of rows in the long form.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Stream_UnderTortureOnTheSearchNode_EndsEqual() => RepeatAsync(KillableEngine.StartSearchNodeAsync, isQuickToStart: true);

    [Fact]
    public Task Stream_UnderTortureOnElasticsearch_EndsEqual() => RepeatAsync(KillableEngine.StartElasticsearchAsync, isQuickToStart: false);

    private async Task RepeatAsync(Func<Task<KillableEngine>> startEngine, bool isQuickToStart)
    {
        await using var proxy = Toxiproxy.IsHere ? await Toxiproxy.StartAsync(Token) : null;
        for (var run = 1; run <= Given(RunsVariable, 1); run++)
        {
            await using var engine = await startEngine();
            await TortureAsync(run, engine, isQuickToStart, proxy);
        }
    }

    private async Task TortureAsync(int run, KillableEngine engine, bool isQuickToStart, Toxiproxy? proxy)
    {
        var seconds = Given(SecondsVariable, ShortForm);
        var isLong = seconds > ShortForm;
        var seed = Random.Shared.Next();
        await using var rig = await StreamRig.CreateAsync(server, engine.Url, proxy);
        var worker = await rig.StartWorkerAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(TimeSpan.FromSeconds(seconds));
        var writes = new RandomWrites(rig, seed, isLong ? MostRows : MostRowsShort);
        var faults = new RandomFaults(rig, engine, new Random(seed - 1));
        var administrator = new RandomAdministrator(rig, new Random(seed - 2));
        var writing = Task.WhenAll(writes.RunAsync(end.Token), administrator.RunAsync(end.Token));
        await faults.RunAsync(worker, isQuickToStart || isLong, end.Token);
        await writing;
        await rig.WaitUntilFoundAsync(isLong ? LongPatience : Patience);
        var rows = await rig.AssertEqualAsync();
        TestContext.Current.SendDiagnosticMessage($"torture {run}, seed {seed}: {writes.Written} statements, {faults.Happened}; {administrator.Happened}; {rows} rows equal");
    }

    private static double Given(string variable, double missing) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : missing;
}
