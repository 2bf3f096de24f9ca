using System.CommandLine;
using System.Text.Json.Nodes;
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
        var series = new Option<bool>("--series") { Description = "What a row costs at 50,000, 200,000 and 1,000,000 contacts instead, up to --contacts." };
        var command = new Command("sync", """
            A full sync of contacts with their companies, beside the engine's raw rate: the same documents as bodies of
            1,000 that are made before, over 4 connections. Then verify-sync over both stores.
            The reference engine is found in the folder that VQL_TOOLS names, or in shared/tools beside the repository.
            """)
        {
            json, engine, contacts, rounds, series,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = parsed.GetValue(series)
                ? await Linearity.MeasureAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken)
                : await BesideEngineAsync(parsed.GetValue(engine), parsed.GetValue(contacts), parsed.GetValue(rounds), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }

    private static async Task<JsonObject> BesideEngineAsync(EngineKind engine, int contacts, int rounds, CancellationToken cancellationToken)
    {
        await using var rig = await StoreRig.StartAsync(engine, contacts, cancellationToken);
        return await new SyncBenchmark(rig).RunAsync(rounds, cancellationToken);
    }
}
