using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;

namespace Vql.Bench.Cdc;

/// <summary>Measures the latency and the throughput of change capture, and the interference between changes.</summary>
internal sealed class CdcBenchmark(StoreRig rig, int contacts)
{
    /// <summary>The number of changes in a backlog, and the minimum number of contacts.</summary>
    public const int Rows = 50_000;

    private const int RowsPerTransaction = 1000;
    private const int RepeatedRows = 5_000;
    private const int CompanyContacts = 10_000;
    private const int SearchableProbes = 60;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FanOutDuration = TimeSpan.FromSeconds(4);

    public async Task<JsonObject> RunAsync(TimeSpan time, int transaction, CancellationToken cancellationToken)
    {
        await using var stores = new StreamedStores(rig);
        var results = new JsonObject();
        await using (await stores.StartWorkerAsync(cancellationToken))
        {
            await Edits.MeasureIndexedAsync(stores, WarmUp, cancellationToken);
            Add(results, "commit_to_indexed", await Edits.MeasureIndexedAsync(stores, time, cancellationToken));
            Add(results, "commit_to_searchable", await Edits.MeasureSearchableAsync(stores, SearchableProbes, cancellationToken));
        }

        var ceiling = await EngineCeiling.MeasureAsync(rig, cancellationToken);
        var rows = await BacklogAsync(stores, Rows, cancellationToken);
        results["rows_per_s"] = Math.Round(rows);
        results["ratio_to_ceiling"] = Math.Round(rows / ceiling.New, 3);
        results["ratio_to_replacing_ceiling"] = Math.Round(rows / ceiling.Replacing, 3);
        results["ceiling_documents_per_s"] = Math.Round(ceiling.New);
        results["replacing_ceiling_documents_per_s"] = Math.Round(ceiling.Replacing);
        results["repeated_rows_per_s"] = Math.Round(await BacklogAsync(stores, RepeatedRows, cancellationToken));
        await using (var worker = await stores.StartWorkerAsync(cancellationToken))
        {
            results["fanout_documents_per_s"] = Math.Round(await FanOutAsync(stores, cancellationToken));
            await EditsDuringFanOutAsync(stores, results, cancellationToken);
            results["worker_mb"] = Math.Round(worker.Memory / 1e6, 1);
            if (transaction > 0)
            {
                await LargeTransaction.MeasureAsync(stores, worker, transaction, results, cancellationToken);
            }
        }

        results["rows_per_s_into_sink"] = Math.Round(await SinkAsync(stores, cancellationToken));

        foreach (var (name, value) in results)
        {
            Console.WriteLine($"{name,-34} {value}");
        }

        return results;
    }

    // Measures from the time when the worker is healthy until a search returns all changes.
    private static async Task<double> BacklogAsync(StreamedStores stores, int rows, CancellationToken cancellationToken)
    {
        var title = await WriteBacklogAsync(stores, rows, cancellationToken);
        await using var worker = await stores.StartWorkerAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await stores.WaitForAllAsync($"title = '{title}'", "title", title, rows, cancellationToken);
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Measures the rate of the worker and PostgreSQL alone. Must run last, because the index misses these changes.
    private static async Task<double> SinkAsync(StreamedStores stores, CancellationToken cancellationToken)
    {
        await using var sink = await BulkSink.StartAsync(stores.Engine, Rows, cancellationToken);
        await WriteBacklogAsync(stores, Rows, cancellationToken);
        await using var worker = await stores.StartWorkerAsync(cancellationToken, sink.Url);
        var started = Stopwatch.GetTimestamp();
        await sink.Completed.WaitAsync(cancellationToken);
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Writes the changes while no worker is running, because PostgreSQL writes them more slowly than the worker streams
    // them. If there are fewer rows than changes, the rows are written repeatedly.
    private static async Task<string> WriteBacklogAsync(StreamedStores stores, int rows, CancellationToken cancellationToken)
    {
        var title = "";
        for (var written = 0; written < Rows; written += RowsPerTransaction)
        {
            var first = written % rows;
            title = first == 0 ? $"many{Guid.NewGuid():N}" : title;
            var page = $"select id from contacts order by id offset {first} limit {RowsPerTransaction}";
            await stores.WriteAsync($"update contacts set title = $1 where id in ({page})", cancellationToken, title);
        }

        return title;
    }

    private static async Task<double> FanOutAsync(StreamedStores stores, CancellationToken cancellationToken)
    {
        await AssignContactsAsync(stores, "bench", CompanyContacts, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await RenameAsync(stores, "bench", CompanyContacts, cancellationToken);
        return CompanyContacts / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Measures single edits while the change of a company is applied to all contacts.
    private async Task EditsDuringFanOutAsync(StreamedStores stores, JsonObject results, CancellationToken cancellationToken)
    {
        await AssignContactsAsync(stores, "big", contacts, cancellationToken);
        var fanOut = RenameAsync(stores, "big", contacts, cancellationToken);
        Add(results, "edit_beside_fanout", await Edits.MeasureIndexedAsync(stores, FanOutDuration, cancellationToken));
        results["edit_beside_fanout_contacts"] = contacts;
        results["edits_outlasted_fanout"] = fanOut.IsCompleted;
        await fanOut;
    }

    private static async Task AssignContactsAsync(
        StreamedStores stores, string company, int contacts, CancellationToken cancellationToken)
    {
        var name = $"before{Guid.NewGuid():N}";
        await stores.WriteAsync($"insert into companies (uuid, name) values ('{company}', $1)", cancellationToken, name);
        var first = $"select id from contacts order by id limit {contacts}";
        await stores.WriteAsync($"update contacts set company_id = '{company}' where id in ({first})", cancellationToken);
        await stores.WaitForAllAsync($"company_id = '{company}'", "company_name", name, contacts, cancellationToken);
    }

    private static async Task RenameAsync(StreamedStores stores, string company, int contacts, CancellationToken cancellationToken)
    {
        var name = $"after{Guid.NewGuid():N}";
        await stores.WriteAsync($"update companies set name = $1 where uuid = '{company}'", cancellationToken, name);
        await stores.WaitForAllAsync($"company_id = '{company}'", "company_name", name, contacts, cancellationToken);
    }

    private static void Add(JsonObject results, string name, double[] lags)
    {
        results[$"{name}_p50_ms"] = Edits.Percentile(lags, 0.5);
        results[$"{name}_p99_ms"] = Edits.Percentile(lags, 0.99);
    }
}
