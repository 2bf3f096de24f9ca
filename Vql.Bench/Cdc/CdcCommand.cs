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
        contacts.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < CdcBenchmark.Rows)
            {
                result.AddError($"--contacts must be at least {CdcBenchmark.Rows}: as many changes are streamed at once");
            }
        });
        var seconds = new Option<double>("--seconds") { Description = "Seconds of single commits.", DefaultValueFactory = _ => 20 };
        var transaction = new Option<int>("--transaction") { Description = "Rows that one transaction inserts at the end; 0 for none.", DefaultValueFactory = _ => 0 };
        var command = new Command("cdc", """
            From commits to the index by the worker's stream: single commits at 50 a second until they are indexed and
            until they are found; 50,000 changes at once, of as many rows and of 5,000, beside what the engine takes from
            ready-made bodies; a company with 10,000 contacts, and edits beside one that has them all.
            The reference engine is found in the folder that VQL_TOOLS names, or in shared/tools beside the repository.
            """)
        {
            json, engine, contacts, seconds, transaction,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
            await rig.RunWorkerAsync(["sync-contacts"], cancellationToken);
            var figures = await new CdcBenchmark(rig, parsed.GetValue(contacts)).RunAsync(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(transaction), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
