using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.AppHost.Postgres;
using Vql.Bench.Rigs;

namespace Vql.Bench.Cdc;

/// <summary>How long changes take from their commit to the index, and how many it takes.</summary>
internal sealed class CdcBenchmark(StoreRig rig)
{
    private const int Rows = 50_000;
    private const int RowsATransaction = 1000;
    private const int CompanyContacts = 10_000;
    private const int SearchableProbes = 60;

    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LookAtMany = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public async Task<JsonObject> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(rig.ConnectionString);
        using var engine = new HttpClient { BaseAddress = rig.Engine };
        double[] indexed, searchable;
        await using (await StartWorkerAsync(cancellationToken))
        {
            await CommitsAsync(source, engine, WarmUp, cancellationToken);
            indexed = await CommitsAsync(source, engine, time, cancellationToken);
            searchable = await SearchablesAsync(source, engine, cancellationToken);
        }

        // Written while nobody follows: PostgreSQL takes longer to write them than the worker to stream them. Its start counts.
        var title = await WriteRowsAsync(source, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await using var worker = await StartWorkerAsync(cancellationToken);
        var rows = await UntilAsync(engine, "title", title, Rows, started, cancellationToken);
        var fanOut = await FanOutAsync(source, engine, cancellationToken);
        var figures = new JsonObject
        {
            ["commits"] = indexed.Length,
            ["commit_to_indexed_p50_ms"] = Percentile(indexed, 0.5),
            ["commit_to_indexed_p99_ms"] = Percentile(indexed, 0.99),
            ["commit_to_searchable_p50_ms"] = Percentile(searchable, 0.5),
            ["commit_to_searchable_p99_ms"] = Percentile(searchable, 0.99),
            ["rows_per_s"] = Math.Round(rows),
            ["fanout_documents_per_s"] = Math.Round(fanOut),
            ["worker_mb"] = Math.Round(worker.Memory / 1e6, 1),
        };
        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-28} {value}");
        }

        return figures;
    }

    private Task<BenchProcess> StartWorkerAsync(CancellationToken cancellationToken)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        return BenchProcess.StartAsync(
            "dotnet", [StoreRig.Assembly("Vql.SyncWorker"), "run"],
            new Dictionary<string, string>(rig.Environment) { ["ASPNETCORE_URLS"] = url.ToString() }, new Uri(url, "health"), cancellationToken);
    }

    // At a fixed rate, whatever the ones before are doing: a slow one must not slow down the asking.
    private static async Task<double[]> CommitsAsync(NpgsqlDataSource source, HttpClient engine, TimeSpan time, CancellationToken cancellationToken)
    {
        var uuids = await UuidsAsync(source, (int)(time / CommitEvery), cancellationToken);
        var probes = new List<Task<double>>();
        using var timer = new PeriodicTimer(CommitEvery);
        foreach (var uuid in uuids)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            probes.Add(CommitAsync(source, engine, uuid, cancellationToken));
        }

        return await Task.WhenAll(probes);
    }

    private static async Task<double> CommitAsync(NpgsqlDataSource source, HttpClient engine, string uuid, CancellationToken cancellationToken)
    {
        var title = $"Probe {Guid.NewGuid():N}";
        await RunAsync(source, "update contacts set title = $2 where uuid = $1", cancellationToken, uuid, title);
        var committed = Stopwatch.GetTimestamp();
        while (true)
        {
            var document = await engine.GetStringAsync(new Uri($"contacts_index/_source/{uuid}?_source_includes=title", UriKind.Relative), cancellationToken);
            if (document.Contains(title, StringComparison.Ordinal))
            {
                return Stopwatch.GetElapsedTime(committed).TotalMilliseconds;
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<double[]> SearchablesAsync(NpgsqlDataSource source, HttpClient engine, CancellationToken cancellationToken)
    {
        var lags = new List<double>();
        foreach (var uuid in await UuidsAsync(source, SearchableProbes, cancellationToken))
        {
            var title = $"probe{Guid.NewGuid():N}";
            await RunAsync(source, "update contacts set title = $2 where uuid = $1", cancellationToken, uuid, title);
            var committed = Stopwatch.GetTimestamp();
            while (await CountAsync(engine, "title", title, cancellationToken) == 0)
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }

            lags.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200)), TimeProvider.System, cancellationToken);
        }

        return [.. lags];
    }

    private static async Task<string> WriteRowsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var title = $"many{Guid.NewGuid():N}";
        for (var first = 0; first < Rows; first += RowsATransaction)
        {
            await RunAsync(
                source, $"update contacts set title = $1 where id in (select id from contacts order by id offset {first} limit {RowsATransaction})", cancellationToken, title);
        }

        return title;
    }

    private static async Task<double> FanOutAsync(NpgsqlDataSource source, HttpClient engine, CancellationToken cancellationToken)
    {
        var (before, after) = ($"before{Guid.NewGuid():N}", $"after{Guid.NewGuid():N}");
        await RunAsync(source, "insert into companies (uuid, name) values ('bench', $1)", cancellationToken, before);
        await RunAsync(source, $"update contacts set company_id = 'bench' where id in (select id from contacts order by id limit {CompanyContacts})", cancellationToken);
        await UntilAsync(engine, "company_name", before, CompanyContacts, Stopwatch.GetTimestamp(), cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await RunAsync(source, "update companies set name = $1 where uuid = 'bench'", cancellationToken, after);
        return await UntilAsync(engine, "company_name", after, CompanyContacts, started, cancellationToken);
    }

    // The refreshes that this needs cost the worker's side some of its time.
    private static async Task<double> UntilAsync(
        HttpClient engine, string field, string value, int documents, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            (await engine.PostAsync(new Uri("contacts_index/_refresh", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();
            if (await CountAsync(engine, field, value, cancellationToken) >= documents)
            {
                return documents / Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            await Task.Delay(LookAtMany, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<long> CountAsync(HttpClient engine, string field, string value, CancellationToken cancellationToken)
    {
        using var answer = await engine.PostAsJsonAsync(
            new Uri("contacts_index/_count", UriKind.Relative),
            new JsonObject { ["query"] = new JsonObject { ["match"] = new JsonObject { [field] = value } } }, cancellationToken);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken)).RootElement.GetProperty("count").GetInt64();
    }

    private static async Task<List<string>> UuidsAsync(NpgsqlDataSource source, int count, CancellationToken cancellationToken)
    {
        var uuids = new List<string>();
        await using var command = source.CreateCommand($"select uuid from contacts order by md5(uuid) limit {count.ToString(CultureInfo.InvariantCulture)}");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static double Percentile(double[] values, double share) =>
        Math.Round(values.Order().ElementAt((int)Math.Min(values.Length - 1, values.Length * share)), 2);
}
