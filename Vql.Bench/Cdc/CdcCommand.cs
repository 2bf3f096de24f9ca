using System.CommandLine;
using Vql.Bench.Rigs;

namespace Vql.Bench.Cdc;

/// <summary><c>cdc</c>.</summary>
internal static class CdcCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine") { Description = "The engine that is kept.", DefaultValueFactory = _ => EngineKind.Reference };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 50_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds of single commits.", DefaultValueFactory = _ => 20 };
        var command = new Command("cdc", """
            From commits to the index by the worker's stream: single commits at 50 a second until they are indexed and
            until they are found, many rows at once, and a company with 10,000 contacts.
            The reference engine is found in the folder that VQL_TOOLS names, or in shared/tools beside the repository.
            """)
        {
            json, engine, contacts, seconds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
            await rig.RunWorkerAsync(["sync-contacts"], cancellationToken);
            var figures = await new CdcBenchmark(rig).RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
