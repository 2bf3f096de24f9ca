using System.CommandLine;
using Npgsql;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary><c>api</c>.</summary>
internal static class ApiCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("api", """
            What the fallback takes: every filter of the API alone, listed (25 rows) and counted from PostgreSQL, with
            values that its rows hold. The members named million_ hold the worst filter's p95 at --contacts.
            """)
        {
            json, contacts,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var rig = await StoreRig.StartAsync(EngineKind.SearchNode, parsed.GetValue(contacts), cancellationToken);
            await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
            var figures = await new FilterBenchmark(source).RunAsync(cancellationToken);
            figures["contacts"] = parsed.GetValue(contacts);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }
}
