using System.Collections.Concurrent;
using Vql.Testing.Engines;
using Vql.Testing.Processes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Kills workers and the engine, and injects network faults between them, at random.</summary>
/// <param name="rig">The rig.</param>
/// <param name="engine">The engine, if it can be killed.</param>
/// <param name="random">The source of randomness.</param>
internal sealed class RandomFaults(StreamRig rig, EngineProcess? engine, Random random)
{
    private static readonly NetworkFault[] TransientFaults = [.. NetworkFault.All.Where(fault => fault.Name != "down")];

    private readonly ConcurrentDictionary<string, int> _counts = [];

    /// <summary>The number of faults of each kind.</summary>
    public string Summary =>
        string.Join(", ", _counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));

    /// <summary>Injects faults until canceled, and removes them all before it returns.</summary>
    public async Task RunAsync(ServerProcess worker, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await PauseAsync(500, 2500);
            switch (random.Next(engine is null ? 6 : 7))
            {
                case 0:
                    Count("worker killed");
                    await worker.KillAsync();
                    worker = await rig.StartStandbyProcessAsync();
                    break;
                case 1:
                    Count("database cut");
                    await rig.DatabaseProxy.InterruptAsync();
                    await PauseAsync(0, 300);
                    rig.DatabaseProxy.Restore();
                    break;
                case 2:
                    Count("engine cut");
                    await rig.EngineProxy.InterruptAsync();
                    await PauseAsync(0, 1500);
                    rig.EngineProxy.Restore();
                    break;
                case 3:
                    Count("stream ended");
                    await rig.RunAsync(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
                        + "pg_backend_pid() and backend_type = 'walsender'");
                    break;
                case 4:
                    await InjectFaultAsync("database", rig.ToxicDatabase);
                    break;
                case 5:
                    await InjectFaultAsync("engine", rig.ToxicEngine);
                    break;
                default:
                    Count("engine killed");
                    await engine!.KillAsync();
                    await engine.RestartAsync(CancellationToken.None);
                    break;
            }
        }
    }

    private async Task InjectFaultAsync(string whose, ToxicProxy? proxy)
    {
        if (proxy is null)
        {
            return;
        }

        Count($"{whose} toxic");
        await proxy.InjectFaultAsync(TransientFaults[random.Next(TransientFaults.Length)], CancellationToken.None);
        await PauseAsync(100, 3000);
        await proxy.RemoveFaultsAsync(CancellationToken.None);
    }

    private Task PauseAsync(int from, int to) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(from, to)), TimeProvider.System, CancellationToken.None);

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
