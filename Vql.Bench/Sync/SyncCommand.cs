using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Sync;

/// <summary>The command <c>sync</c>.</summary>
internal static class SyncCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine that the worker writes to.", EngineKind.Reference);
        var contacts = CommonOptions.Contacts(200_000);
        var rounds = new Option<int>("--rounds") { Description = "Number of rounds for each side.", DefaultValueFactory = _ => 3 };
        var series = new Option<bool>("--series")
        {
            Description = "Measure the cost per row with 50,000, 200,000, and 1,000,000 contacts instead, up to --contacts.",
        };
        var command = new Command("sync", $"""
            Compare a full sync of contacts with the raw rate of the engine: the same documents in prepared bodies of 1,000,
            over 4 connections. Then measure verify-sync.
            {CommonOptions.ReferenceEngineHelp}
            """)
        {
            json, engine, contacts, rounds, series,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = parsed.GetValue(series)
                ? await Linearity.MeasureAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken)
                : await CompareAsync(parsed.GetValue(engine), parsed.GetValue(contacts), parsed.GetValue(rounds), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }

    private static async Task<JsonObject> CompareAsync(EngineKind engine, int contacts, int rounds, CancellationToken cancellationToken)
    {
        await using var rig = await StoreRig.StartAsync(engine, contacts, cancellationToken);
        return await new SyncBenchmark(rig).RunAsync(rounds, cancellationToken);
    }
}
