using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Load;
using Vql.Bench.Rigs;
using Vql.Testing.Engines;

namespace Vql.Bench.Api;

/// <summary>The parts of the benchmark <c>api</c>.</summary>
internal enum ApiPart
{
    /// <summary>The same lists on each path, and during outages of the search.</summary>
    Paths,

    /// <summary>Every single filter and order, from PostgreSQL.</summary>
    Filters,

    /// <summary>The previous name of <see cref="Paths"/>.</summary>
    Ways = Paths,
}

/// <summary>The command <c>api</c>.</summary>
internal static class ApiCommand
{
    public static Command Build()
    {
        var json = CommonOptions.Json();
        var engine = CommonOptions.Engine("Engine behind Connectra.", EngineKind.Reference);
        var contacts = CommonOptions.Contacts(1_000_000);
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration for each path and number of connections, in seconds.",
            DefaultValueFactory = _ => 20,
        };
        var only = new Option<ApiPart?>("--only") { Description = "Run only one part of the benchmark." };
        var database = new Option<string?>("--database")
        {
            Description = "Measure the filters on an existing database with this connection string. The database is only read.",
        };
        var command = new Command("api", """
            Measure the API.
            Paths: lists from the search, from PostgreSQL while the circuit breaker is open, and from PostgreSQL without a
            search, alternating, with 1, 8, and 64 connections; then the first ten seconds of outages under load.
            Filters: lists (25 rows) and counts from PostgreSQL for every single filter and order, with common and rare values
            from the rows. Members with the prefix million_ contain the worst value, with the number of contacts in --contacts.
            """)
        {
            json, engine, contacts, seconds, only, database,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = (parsed.GetValue(database), parsed.GetValue(only)) switch
            {
                ({ } connectionString, _) => await FiltersAsync(connectionString, cancellationToken),
                (null, ApiPart.Filters) => await FiltersAsync(parsed.GetValue(contacts), cancellationToken),
                var (_, part) => await PathsAsync(
                    parsed.GetValue(engine), parsed.GetValue(contacts), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    filters: part is null, cancellationToken),
            };
            if (parsed.GetValue(json))
            {
                Console.WriteLine(results.ToJsonString());
            }

            return 0;
        });
        return command;
    }

    private static async Task<JsonObject> PathsAsync(
        EngineKind engine, int contacts, TimeSpan time, bool filters, CancellationToken cancellationToken)
    {
        await using var rig = await ApiRig.StartAsync(engine, contacts, cancellationToken);
        await using var source = NpgsqlDataSource.Create(rig.Search.ConnectionString);
        var load = new ApiLoad(await QueryKind.DrawAsync(source, cancellationToken));
        var results = new JsonObject { ["contacts"] = contacts };
        Add(results, await new PathBenchmark(rig, load).RunAsync(time, cancellationToken));
        if (filters)
        {
            Add(results, await FiltersAsync(source, rig.WithoutSearch, cancellationToken));
        }

        Add(results, await new OutageBenchmark(rig, load).RunAsync(cancellationToken));
        return results;
    }

    private static async Task<JsonObject> FiltersAsync(int contacts, CancellationToken cancellationToken)
    {
        await using var rig = await StoreRig.StartAsync(EngineKind.SearchNode, contacts, cancellationToken);
        var results = await FiltersAsync(rig.ConnectionString, cancellationToken);
        results["contacts"] = contacts;
        return results;
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

    private static void Add(JsonObject results, JsonObject added)
    {
        foreach (var (name, value) in added)
        {
            results[name] = value?.DeepClone();
        }
    }
}
