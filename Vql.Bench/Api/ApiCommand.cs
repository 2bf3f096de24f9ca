using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Load;
using Vql.Bench.Rigs;

namespace Vql.Bench.Api;

/// <summary>What <c>api</c> measures.</summary>
internal enum ApiPart
{
    /// <summary>The same lists by each way, and while the search goes away.</summary>
    Ways,

    /// <summary>Every filter and every order alone, from PostgreSQL.</summary>
    Filters,
}

/// <summary><c>api</c>.</summary>
internal static class ApiCommand
{
    public static Command Build()
    {
        var json = new Option<bool>("--json") { Description = "End with one JSON object on a line." };
        var engine = new Option<EngineKind>("--engine") { Description = "The engine behind Connectra.", DefaultValueFactory = _ => EngineKind.Reference };
        var contacts = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 1_000_000 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds for each way and number of connections.", DefaultValueFactory = _ => 20 };
        var only = new Option<ApiPart?>("--only") { Description = "One of its two parts." };
        var database = new Option<string?>("--database") { Description = "The connection string of a database of yours to measure the filters of; it is only read." };
        var command = new Command("api", """
            Ways: lists by the search, by PostgreSQL with the circuit open, and by PostgreSQL where there is no search, in
            turns, at 1, 8 and 64 connections; then the first ten seconds of outages under load.
            Filters: every filter and every order alone, listed (25 rows) and counted from PostgreSQL, with common and rare
            values that the rows hold. The members named million_ hold the worst at --contacts.
            """)
        {
            json, engine, contacts, seconds, only, database,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = (parsed.GetValue(database), parsed.GetValue(only)) switch
            {
                ({ } connectionString, _) => await FiltersAsync(connectionString, cancellationToken),
                (null, ApiPart.Filters) => await FiltersAsync(parsed.GetValue(contacts), cancellationToken),
                var (_, part) => await WaysAsync(
                    parsed.GetValue(engine), parsed.GetValue(contacts), TimeSpan.FromSeconds(parsed.GetValue(seconds)), filters: part is null, cancellationToken),
            };
            if (parsed.GetValue(json))
            {
                Console.WriteLine(figures.ToJsonString());
            }

            return 0;
        });
        return command;
    }

    private static async Task<JsonObject> WaysAsync(EngineKind engine, int contacts, TimeSpan time, bool filters, CancellationToken cancellationToken)
    {
        await using var rig = await ApiRig.StartAsync(engine, contacts, cancellationToken);
        await using var source = NpgsqlDataSource.Create(rig.Search.ConnectionString);
        var load = new ApiLoad(await QueryKind.DrawAsync(source, cancellationToken));
        var figures = new JsonObject { ["contacts"] = contacts };
        Add(figures, await new WayBenchmark(rig, load).RunAsync(time, cancellationToken));
        if (filters)
        {
            Add(figures, await FiltersAsync(source, rig.Alone, cancellationToken));
        }

        Add(figures, await new OutageBenchmark(rig, load).RunAsync(cancellationToken));
        return figures;
    }

    private static async Task<JsonObject> FiltersAsync(int contacts, CancellationToken cancellationToken)
    {
        await using var rig = await StoreRig.StartAsync(EngineKind.SearchNode, contacts, cancellationToken);
        var figures = await FiltersAsync(rig.ConnectionString, cancellationToken);
        figures["contacts"] = contacts;
        return figures;
    }

    private static async Task<JsonObject> FiltersAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var api = await ApiProcess.StartWithoutSearchAsync(connectionString, cancellationToken);
        return await FiltersAsync(source, api, cancellationToken);
    }

    private static async Task<JsonObject> FiltersAsync(NpgsqlDataSource source, ApiProcess api, CancellationToken cancellationToken)
    {
        using var benchmark = new FilterBenchmark(source, api);
        return await benchmark.RunAsync(cancellationToken);
    }

    private static void Add(JsonObject figures, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            figures[name] = value?.DeepClone();
        }
    }
}
