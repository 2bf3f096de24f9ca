using System.CommandLine;
using Vql.Bench.Rigs;

namespace Vql.Bench.Sync;

/// <summary><c>sync</c>.</summary>
internal static class SyncCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine") { Description = "The engine that is filled.", DefaultValueFactory = _ => EngineKind.Reference };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 200_000 };
        var rounds = new Option<int>("--rounds") { Description = "How often both sides take their turn.", DefaultValueFactory = _ => 3 };
        var command = new Command("sync", """
            A full sync of contacts with their companies, beside the engine's raw rate: the same documents as bodies of
            1,000 that are made before, over 4 connections. Then verify-sync over both stores.
            The reference engine is found in the folder that VQL_TOOLS names, or in shared/tools beside the repository.
            """)
        {
            json, engine, contacts, rounds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            var figures = await new SyncBenchmark(rig).RunAsync(parsed.GetValue(rounds), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
