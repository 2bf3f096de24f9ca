using System.CommandLine;
using Npgsql;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Connectra;

/// <summary>The command <c>connectra</c>.</summary>
internal static class ConnectraCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine behind Connectra.", EngineKind.Reference);
        var contacts = CommonOptions.Contacts(200_000);
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration for each query kind, operation, number of connections, and side, in seconds.",
            DefaultValueFactory = _ => 3,
        };
        var cores = new Option<string?>("--engine-cores")
        {
            Description = "CPUs that the engine may use, in the format of taskset: 0 or 0,2-3. Default: all.",
        };
        var command = new Command("connectra", $"""
            Measure the overhead of Connectra: the same queries through Connectra and directly to the engine, alternating.
            By default, all processes share the CPUs. To dedicate a CPU to the engine, start the benchmark on the others:
            taskset --cpu-list 1-3 dotnet run -c Release --project Vql.Bench -- connectra --engine-cores 0
            {CommonOptions.ReferenceEngineHelp}
            """)
        {
            json, engine, contacts, seconds, cores,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await ConnectraRig.StartAsync(
                parsed.GetValue(engine), parsed.GetValue(contacts), parsed.GetValue(cores), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var kinds = await QueryKind.DrawAsync(source, cancellationToken);
            var time = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var results = await new ConnectraBenchmark(rig, kinds).RunAsync(time, cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
