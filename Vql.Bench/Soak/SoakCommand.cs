using System.CommandLine;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Soak;

/// <summary>The command <c>soak</c>.</summary>
internal static class SoakCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine that the worker writes to.", EngineKind.Reference);
        var contacts = CommonOptions.Contacts(50_000);
        var minutes = new Option<double>("--minutes") { Description = "Duration, in minutes.", DefaultValueFactory = _ => 15 };
        var command = new Command("soak", """
            Write rows of all kinds at a constant rate, sample the memory of the worker, and verify both stores at the end.
            The memory in the last quarter should equal that in the first quarter.
            """)
        {
            json, engine, contacts, minutes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await rig.RunWorkerAsync(["sync-companies"], cancellationToken);
            await rig.RunWorkerAsync(["sync-contacts"], cancellationToken);
            var results = await new SoakBenchmark(rig).RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
