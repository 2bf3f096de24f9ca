using System.CommandLine;
using Npgsql;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Connectra;

/// <summary><c>connectra</c>.</summary>
internal static class ConnectraCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine") { Description = "The engine behind Connectra.", DefaultValueFactory = _ => EngineKind.Reference };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 200_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds for each query kind, operation, number of connections and side.", DefaultValueFactory = _ => 3 };
        var cores = new Option<string?>("--engine-cores") { Description = "The cores that the engine may use, as taskset lists them: 0 or 0,2-3; all when not given." };
        var command = new Command("connectra", """
            What Connectra adds to its engine: the same query through Connectra and straight to the engine, in turns.
            On few cores all sides share them. To give the engine its own, start the benchmark on the others:
            taskset --cpu-list 1-3 dotnet run -c Release --project Vql.Bench -- connectra --engine-cores 0
            The reference engine is found in the folder that VQL_TOOLS names, or in shared/tools beside the repository.
            """)
        {
            json, engine, contacts, seconds, cores,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await ConnectraRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), parsed.GetValue(cores), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var kinds = await QueryKind.DrawAsync(source, cancellationToken);
            var figures = await new ConnectraBenchmark(rig, kinds).RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
