using System.CommandLine;
using Npgsql;
using Vql.Bench.Api;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Telemetry;

/// <summary><c>telemetry</c>.</summary>
internal static class TelemetryCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine")
        {
            Description = "The engine behind Connectra.",
            DefaultValueFactory = _ => EngineKind.SearchNode,
        };
        var contacts = new Option<int>("--contacts") { Description = "Number of contacts.", DefaultValueFactory = _ => 20_000 };
        var seconds = new Option<double>("--seconds")
        {
            Description = "Seconds for each configuration and number of connections.",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("telemetry", """
            Measure lists through the API without telemetry, with 10 % of the traces sampled, and with all of them, in turns.
            The API and Connectra export by OTLP to a receiver that discards what it is sent.
            """)
        {
            json, engine, contacts, seconds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await TelemetryRig.StartAsync(parsed.GetValue(engine), parsed.GetValue(contacts), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var load = new ApiLoad(await QueryKind.DrawAsync(source, cancellationToken));
            var time = TimeSpan.FromSeconds(parsed.GetValue(seconds));
            var results = await new TelemetryBenchmark(rig, load).RunAsync(time, cancellationToken);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
