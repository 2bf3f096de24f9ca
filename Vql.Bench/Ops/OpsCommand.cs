using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Api;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Ops;

/// <summary>The command <c>ops</c>.</summary>
internal static class OpsCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine behind Connectra.", EngineKind.SearchNode);
        var contacts = CommonOptions.Contacts(20_000);
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration of the lists for each configuration and number of connections, in seconds. 0 skips the lists.",
            DefaultValueFactory = _ => 20,
        };
        var refreshes = new Option<int>("--refreshes")
        {
            Description = "Number of refreshes before the memory of the dashboard is measured. An open page has 1,800 in an hour.",
            DefaultValueFactory = _ => 1800,
        };
        var command = new Command("ops", """
            Measure the operator's page: lists through the API with and without figures, alternating; each page with 30 days of
            minutes and 100,000 queries; and the memory of the dashboard after many refreshes.
            """)
        {
            json, engine, contacts, seconds, refreshes,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            await using var rig = await OpsRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var benchmark = new OpsBenchmark(rig, source);
            var results = new JsonObject();
            if (duration > TimeSpan.Zero)
            {
                var load = new ApiLoad(await QueryKind.DrawAsync(source, cancellationToken));
                await benchmark.MeasureListsAsync(results, load, duration, cancellationToken);
            }

            await OpsHistory.WriteAsync(source, cancellationToken);
            await benchmark.MeasurePagesAsync(results, cancellationToken);
            await benchmark.MeasureMemoryAsync(results, parsed.GetValue(refreshes), cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
