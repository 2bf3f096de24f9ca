using System.Collections.Concurrent;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>Kills workers and the engine, and spoils the lines between them, at random.</summary>
/// <param name="rig">What is broken.</param>
/// <param name="engine">The engine, where it can be killed.</param>
/// <param name="random">What befalls whom.</param>
internal sealed class RandomFaults(StreamRig rig, KillableEngine? engine, Random random)
{
    private static readonly LineFault[] Passing = [.. LineFault.All.Where(fault => fault.Name != "down")];

    private readonly ConcurrentDictionary<string, int> _happened = [];

    /// <summary>How often each happened.</summary>
    public string Happened => string.Join(", ", _happened.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"));

    /// <summary>Breaks things until told to end; whole again when it returns.</summary>
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
                    await rig.DatabaseLine.CutAsync();
                    await PauseAsync(0, 300);
                    rig.DatabaseLine.Mend();
                    break;
                case 2:
                    Count("engine cut");
                    await rig.EngineLine.CutAsync();
                    await PauseAsync(0, 1500);
                    rig.EngineLine.Mend();
                    break;
                case 3:
                    Count("stream ended");
                    await rig.RunAsync(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'walsender'");
                    break;
                case 4:
                    await SpoilAsync("database", rig.ToxicDatabase);
                    break;
                case 5:
                    await SpoilAsync("engine", rig.ToxicEngine);
                    break;
                default:
                    Count("engine killed");
                    await engine!.KillAndRestartAsync();
                    break;
            }
        }
    }

    private async Task SpoilAsync(string whose, ToxicLine? line)
    {
        if (line is null)
        {
            return;
        }

        Count($"{whose} toxic");
        await line.SpoilAsync(Passing[random.Next(Passing.Length)], CancellationToken.None);
        await PauseAsync(100, 3000);
        await line.MendAsync(CancellationToken.None);
    }

    private Task PauseAsync(int from, int to) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(from, to)), TimeProvider.System, CancellationToken.None);

    private void Count(string what) => _happened.AddOrUpdate(what, 1, (_, count) => count + 1);
}
