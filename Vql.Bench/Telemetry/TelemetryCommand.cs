using System.CommandLine;
using Npgsql;
using Vql.Bench.Api;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Telemetry;

/// <summary>The command <c>telemetry</c>.</summary>
internal static class TelemetryCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine behind Connectra.", EngineKind.SearchNode);
        var contacts = CommonOptions.Contacts(20_000);
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration for each configuration and number of connections, in seconds.",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("telemetry", """
            Measure lists through the API without telemetry, with 10 % of the traces sampled, and with all traces, alternating.
            The API and Connectra export over OTLP to a receiver that discards the data.
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
