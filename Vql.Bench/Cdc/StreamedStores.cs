using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Rigs;
using Vql.EmbeddedPostgres;
using Vql.Testing.Files;
using Vql.Testing.Processes;

namespace Vql.Bench.Cdc;

/// <summary>Writes to the database and polls the engine until the changes are indexed.</summary>
internal sealed class StreamedStores(StoreRig rig) : IAsyncDisposable
{
    private const int Samples = 200;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan BulkPollInterval = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(rig.ConnectionString);
    private readonly HttpClient _engine = new() { BaseAddress = rig.Engine };

    /// <summary>The URL of the engine.</summary>
    public Uri Engine => rig.Engine;

    /// <summary>Starts a worker and waits until it streams changes.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="engine">The URL of the engine of the worker. Default: the engine of the rig.</param>
    public Task<ServerProcess> StartWorkerAsync(CancellationToken cancellationToken, Uri? engine = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}/");
        return ServerProcess.StartAsync(
            "dotnet", [HostAssembly.PathOf("Vql.SyncWorker"), "run"],
            new Dictionary<string, string>(rig.Environment)
            {
                ["ASPNETCORE_URLS"] = url.ToString(),
                ["ConnectionStrings__elasticsearch"] = (engine ?? Engine).ToString(),
            },
            new Uri(url, "health"), cancellationToken);
    }

    /// <summary>Runs a statement without a timeout.</summary>
    public async Task WriteAsync(string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the UUIDs of a random sample of the contacts that match a condition.</summary>
    public async Task<List<string>> UuidsAsync(int count, CancellationToken cancellationToken, string condition = "true")
    {
        var uuids = new List<string>();
        await using var command = _source.CreateCommand(
            $"select uuid from contacts where {condition} order by md5(uuid) limit {count.ToString(CultureInfo.InvariantCulture)}");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            uuids.Add(reader.GetString(0));
        }

        return uuids;
    }

    /// <summary>Waits until the document of a contact contains a value, without a refresh of the index.</summary>
    public Task WaitForIndexedAsync(string uuid, string field, string value, CancellationToken cancellationToken) =>
        WaitForIndexedAsync(uuid, field, value, PollInterval, cancellationToken);

    /// <summary>Waits until a search returns a value, without requesting a refresh of the index.</summary>
    public async Task WaitForSearchableAsync(string field, string value, CancellationToken cancellationToken)
    {
        while (await CountAsync(field, value, cancellationToken) == 0)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>
    /// Waits until a number of documents contain a value. First waits for a sample without refreshes, because they
    /// would slow down the engine during the measurement. Then refreshes the index until all documents are found.
    /// </summary>
    public async Task WaitForAllAsync(string condition, string field, string value, int documents, CancellationToken cancellationToken)
    {
        foreach (var uuid in await UuidsAsync(Samples, cancellationToken, condition))
        {
            await WaitForIndexedAsync(uuid, field, value, BulkPollInterval, cancellationToken);
        }

        while (true)
        {
            var refresh = new Uri("contacts_index/_refresh", UriKind.Relative);
            (await _engine.PostAsync(refresh, null, cancellationToken)).EnsureSuccessStatusCode();
            if (await CountAsync(field, value, cancellationToken) >= documents)
            {
                return;
            }

            await Task.Delay(BulkPollInterval, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _source.DisposeAsync();
    }

    private async Task WaitForIndexedAsync(
        string uuid, string field, string value, TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        var address = new Uri($"contacts_index/_source/{uuid}?_source_includes={field}", UriKind.Relative);
        while (true)
        {
            using var response = await _engine.GetAsync(address, cancellationToken);
            if (response.IsSuccessStatusCode
                && (await response.Content.ReadAsStringAsync(cancellationToken)).Contains(value, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(pollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<long> CountAsync(string field, string value, CancellationToken cancellationToken)
    {
        using var response = await _engine.PostAsJsonAsync(
            new Uri("contacts_index/_count", UriKind.Relative),
            new JsonObject { ["query"] = new JsonObject { ["match"] = new JsonObject { [field] = value } } }, cancellationToken);
        using var count = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
        return count.RootElement.GetProperty("count").GetInt64();
    }
}
