using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary>Measures the first requests of an outage of the search under load.</summary>
internal sealed class OutageBenchmark(ApiRig rig, ApiLoad load)
{
    private static readonly TimeSpan LeadTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(40);

    public async Task<JsonObject> RunAsync(CancellationToken cancellationToken)
    {
        var results = new JsonObject();
        var (slowest, failed) = (0.0, 0);
        Console.WriteLine("outage               connections  p50/p99 ms, requests/s     max ms  failed  fallback reasons");
        (string Name, int Connections, Func<Task> Start)[] outages =
        [
            ("connectra_killed", 8, rig.Search.KillConnectraAsync), ("connectra_killed", 64, rig.Search.KillConnectraAsync),
            ("connectra_hangs", 8, rig.Search.SuspendConnectraAsync), ("connectra_hangs", 64, rig.Search.SuspendConnectraAsync),
            ("engine_killed", 64, rig.Search.KillEngineAsync),
        ];
        foreach (var (name, connections, start) in outages)
        {
            using var requests = new ClosedLoop(load.At(rig.WithSearch), connections) { CountsFailures = true };
            await RecoverAsync(cancellationToken);
            await StartUnderLoadAsync(requests, start, cancellationToken);
            var result = requests.Result;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-20} {connections,11}  {result}  {result.Max,9:0.0} {requests.Failed,7}  {Reasons.Of(requests)}"));
            results[$"{name}_max_ms_{connections}"] = Math.Round(result.Max, 1);
            results[$"{name}_p99_ms_{connections}"] = Math.Round(result.P99, 1);
            slowest = Math.Max(slowest, result.Max);
            failed += requests.Failed;
        }

        results["outage_max_ms"] = Math.Round(slowest, 1);
        results["outage_failed"] = failed;
        return results;
    }

    // Recording starts one second before the outage, so that it includes the requests that are in progress at its
    // start.
    private static async Task StartUnderLoadAsync(ClosedLoop requests, Func<Task> start, CancellationToken cancellationToken)
    {
        await requests.RunAsync(WarmUp, record: false, cancellationToken);
        var running = requests.RunAsync(LeadTime + Outage, record: true, cancellationToken);
        await Task.Delay(LeadTime, TimeProvider.System, cancellationToken);
        await start();
        await running;
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await rig.Search.RestartConnectraAsync(cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(RecoveryTimeout);
        while (true)
        {
            using var probe = new ClosedLoop(load.At(rig.WithSearch), 1);
            await probe.RunAsync(LeadTime, record: false, timeout.Token);
            if (probe.Reasons.Keys.All(reason => reason.Length == 0))
            {
                return;
            }
        }
    }
}
