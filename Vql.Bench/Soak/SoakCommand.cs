using System.CommandLine;
using Vql.Bench.Rigs;

namespace Vql.Bench.Soak;

/// <summary><c>soak</c>.</summary>
internal static class SoakCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine") { Description = "The engine that is kept.", DefaultValueFactory = _ => EngineKind.Reference };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts at the beginning.", DefaultValueFactory = _ => 50_000 };
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 15 };
        var command = new Command("soak", """
            Writes of every sort at a steady rate, streamed by one worker whose memory is sampled; at the end both stores
            are compared. The worker's memory should be as large in the last quarter as in the first.
            """)
        {
            json, engine, contacts, minutes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
            await rig.RunWorkerAsync(["sync-contacts"], cancellationToken);
            var figures = await new SoakBenchmark(rig).RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
