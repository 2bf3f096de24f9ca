using System.Diagnostics;
using System.Text.Json.Nodes;
using Vql.Bench.Rigs;

namespace Vql.Bench.Cdc;

/// <summary>How long changes take from their commit to the index, how many it takes, and what they do to each other.</summary>
internal sealed class CdcBenchmark(StoreRig rig, int contacts)
{
    /// <summary>How many rows are streamed at once; there must be as many contacts.</summary>
    public const int Rows = 50_000;

    private const int RowsATransaction = 1000;
    private const int RepeatedRows = 5_000;
    private const int CompanyContacts = 10_000;
    private const int SearchableProbes = 60;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BesideFanOut = TimeSpan.FromSeconds(4);

    public async Task<JsonObject> RunAsync(TimeSpan time, int transaction, CancellationToken cancellationToken)
    {
        await using var stores = new StreamedStores(rig);
        var figures = new JsonObject();
        await using (await stores.StartWorkerAsync(cancellationToken))
        {
            await Edits.UntilIndexedAsync(stores, WarmUp, cancellationToken);
            Add(figures, "commit_to_indexed", await Edits.UntilIndexedAsync(stores, time, cancellationToken));
            Add(figures, "commit_to_searchable", await Edits.UntilFoundAsync(stores, SearchableProbes, cancellationToken));
        }

        var ceiling = await EngineCeiling.MeasureAsync(rig, cancellationToken);
        var rows = await BacklogAsync(stores, Rows, cancellationToken);
        figures["rows_per_s"] = Math.Round(rows);
        figures["ratio_to_ceiling"] = Math.Round(rows / ceiling.New, 3);
        figures["ratio_to_replacing_ceiling"] = Math.Round(rows / ceiling.Replacing, 3);
        figures["ceiling_documents_per_s"] = Math.Round(ceiling.New);
        figures["replacing_ceiling_documents_per_s"] = Math.Round(ceiling.Replacing);
        figures["repeated_rows_per_s"] = Math.Round(await BacklogAsync(stores, RepeatedRows, cancellationToken));
        await using (var worker = await stores.StartWorkerAsync(cancellationToken))
        {
            figures["fanout_documents_per_s"] = Math.Round(await FanOutAsync(stores, cancellationToken));
            await BesideFanOutAsync(stores, figures, cancellationToken);
            figures["worker_mb"] = Math.Round(worker.Memory / 1e6, 1);
            if (transaction > 0)
            {
                await LargeTransaction.MeasureAsync(stores, worker, transaction, figures, cancellationToken);
            }
        }

        figures["rows_per_s_into_sink"] = Math.Round(await SinkAsync(stores, cancellationToken));

        foreach (var (name, value) in figures)
        {
            Console.WriteLine($"{name,-34} {value}");
        }

        return figures;
    }

    // The clock starts when the worker says that it follows, and stops when a search finds them all.
    private static async Task<double> BacklogAsync(StreamedStores stores, int rows, CancellationToken cancellationToken)
    {
        var title = await WriteBacklogAsync(stores, rows, cancellationToken);
        await using var worker = await stores.StartWorkerAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await stores.UntilAllAsync($"title = '{title}'", "title", title, rows, cancellationToken);
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // What the worker and PostgreSQL can do. Last of all: the index lacks these changes from then on.
    private static async Task<double> SinkAsync(StreamedStores stores, CancellationToken cancellationToken)
    {
        await using var sink = await BulkSink.StartAsync(stores.Engine, Rows, cancellationToken);
        await WriteBacklogAsync(stores, Rows, cancellationToken);
        await using var worker = await stores.StartWorkerAsync(cancellationToken, sink.Url);
        var started = Stopwatch.GetTimestamp();
        await sink.Full.WaitAsync(cancellationToken);
        return Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Written while nobody follows: PostgreSQL takes longer to write them than the worker to stream them. Fewer than
    // all rows are written again and again until there are as many changes.
    private static async Task<string> WriteBacklogAsync(StreamedStores stores, int rows, CancellationToken cancellationToken)
    {
        var title = "";
        for (var written = 0; written < Rows; written += RowsATransaction)
        {
            var first = written % rows;
            title = first == 0 ? $"many{Guid.NewGuid():N}" : title;
            await stores.WriteAsync(
                $"update contacts set title = $1 where id in (select id from contacts order by id offset {first} limit {RowsATransaction})", cancellationToken, title);
        }

        return title;
    }

    private static async Task<double> FanOutAsync(StreamedStores stores, CancellationToken cancellationToken)
    {
        await GatherAsync(stores, "bench", CompanyContacts, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await RenameAsync(stores, "bench", CompanyContacts, cancellationToken);
        return CompanyContacts / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // Somebody's edits while the company that has every contact reaches them.
    private async Task BesideFanOutAsync(StreamedStores stores, JsonObject figures, CancellationToken cancellationToken)
    {
        await GatherAsync(stores, "big", contacts, cancellationToken);
        var reaching = RenameAsync(stores, "big", contacts, cancellationToken);
        Add(figures, "edit_beside_fanout", await Edits.UntilIndexedAsync(stores, BesideFanOut, cancellationToken));
        figures["edit_beside_fanout_contacts"] = contacts;
        figures["edits_outlasted_fanout"] = reaching.IsCompleted;
        await reaching;
    }

    private static async Task GatherAsync(StreamedStores stores, string company, int contacts, CancellationToken cancellationToken)
    {
        var name = $"before{Guid.NewGuid():N}";
        await stores.WriteAsync($"insert into companies (uuid, name) values ('{company}', $1)", cancellationToken, name);
        await stores.WriteAsync($"update contacts set company_id = '{company}' where id in (select id from contacts order by id limit {contacts})", cancellationToken);
        await stores.UntilAllAsync($"company_id = '{company}'", "company_name", name, contacts, cancellationToken);
    }

    private static async Task RenameAsync(StreamedStores stores, string company, int contacts, CancellationToken cancellationToken)
    {
        var name = $"after{Guid.NewGuid():N}";
        await stores.WriteAsync($"update companies set name = $1 where uuid = '{company}'", cancellationToken, name);
        await stores.UntilAllAsync($"company_id = '{company}'", "company_name", name, contacts, cancellationToken);
    }

    private static void Add(JsonObject figures, string name, double[] lags)
    {
        figures[$"{name}_p50_ms"] = Edits.Percentile(lags, 0.5);
        figures[$"{name}_p99_ms"] = Edits.Percentile(lags, 0.99);
    }
}
