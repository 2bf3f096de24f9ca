using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary>The first requests of an outage: under load, the search goes away.</summary>
internal sealed class OutageBenchmark(ApiRig rig, ApiLoad load)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Learning = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(40);

    public async Task<JsonObject> RunAsync(CancellationToken cancellationToken)
    {
        var figures = new JsonObject();
        var (slowest, failed) = (0.0, 0);
        Console.WriteLine("outage               connections  p50/p99 ms, requests/s     max ms  failed  why the search did not answer");
        (string Name, int Connections, Func<Task> Begin)[] outages =
        [
            ("connectra_killed", 8, rig.Search.KillConnectraAsync), ("connectra_killed", 64, rig.Search.KillConnectraAsync),
            ("connectra_hangs", 8, rig.Search.SuspendConnectraAsync), ("connectra_hangs", 64, rig.Search.SuspendConnectraAsync),
            ("engine_killed", 64, rig.Search.KillEngineAsync),
        ];
        foreach (var (name, connections, begin) in outages)
        {
            using var requests = new ClosedLoop(load.At(rig.Searching), connections) { CountsFailures = true };
            await RecoverAsync(cancellationToken);
            await BeginUnderLoadAsync(requests, begin, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-20} {connections,11}  {requests.Result}  {requests.Result.Max,9:0.0} {requests.Failed,7}  {Reasons.Of(requests)}"));
            figures[$"{name}_max_ms_{connections}"] = Math.Round(requests.Result.Max, 1);
            figures[$"{name}_p99_ms_{connections}"] = Math.Round(requests.Result.P99, 1);
            slowest = Math.Max(slowest, requests.Result.Max);
            failed += requests.Failed;
        }

        figures["outage_max_ms"] = Math.Round(slowest, 1);
        figures["outage_failed"] = failed;
        return figures;
    }

    // The requests under way when it begins count, so the last second before it does.
    private static async Task BeginUnderLoadAsync(ClosedLoop requests, Func<Task> begin, CancellationToken cancellationToken)
    {
        await requests.RunAsync(Learning, record: false, cancellationToken);
        var running = requests.RunAsync(Before + Outage, record: true, cancellationToken);
        await Task.Delay(Before, TimeProvider.System, cancellationToken);
        await begin();
        await running;
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await rig.Search.RestartConnectraAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestRecovery);
        while (true)
        {
            using var look = new ClosedLoop(load.At(rig.Searching), 1);
            await look.RunAsync(Before, record: false, limit.Token);
            if (look.Reasons.Keys.All(reason => reason.Length == 0))
            {
                return;
            }
        }
    }
}
