using System.CommandLine;
using Npgsql;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Node;

/// <summary>The command <c>node</c>.</summary>
internal static class NodeCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var contacts = CommonOptions.Contacts(50_000);
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration for each query kind, number of connections, and engine, in seconds.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("node", $"""
            Compare the embedded search node with the reference engine: the start, the rate of bulk requests, the queries of Vql, and the
            memory. The engines are measured alternately in the same run.
            {CommonOptions.ReferenceEngineHelp}
            """)
        {
            json, contacts, seconds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(EngineKind.SearchNode, parsed.GetValue(contacts), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var kinds = await QueryKind.DrawAsync(source, cancellationToken);
            await using var benchmark = new NodeBenchmark(rig, kinds);
            var results = await benchmark.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
