using System.CommandLine;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Cdc;

/// <summary>The command <c>cdc</c>.</summary>
internal static class CdcCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine that the worker writes to.", EngineKind.Reference);
        var contacts = CommonOptions.Contacts(CdcBenchmark.Rows);
        contacts.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < CdcBenchmark.Rows)
            {
                result.AddError($"'--contacts' must be at least {CdcBenchmark.Rows}, the number of changes in a backlog.");
            }
        });
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration of the single commits, in seconds.",
            DefaultValueFactory = _ => 20,
        };
        var transaction = new Option<int>("--transaction")
        {
            Description = "Number of rows to insert in a single transaction at the end. 0 skips this measurement.",
            DefaultValueFactory = _ => 0,
        };
        var command = new Command("cdc", $"""
            Measure change capture, from the commit to the index: single commits at 50 per second until they are indexed and
            until they are searchable; a backlog of 50,000 changes to 50,000 and to 5,000 rows, compared with the rate at
            which the engine accepts prepared bodies; the change of a company with 10,000 contacts; and edits during the
            change of a company with all contacts.
            {CommonOptions.ReferenceEngineHelp}
            """)
        {
            json, engine, contacts, seconds, transaction,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
            await rig.RunWorkerAsync(["sync-contacts"], cancellationToken);
            var results = await new CdcBenchmark(rig, parsed.GetValue(contacts)).RunAsync(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(transaction), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
