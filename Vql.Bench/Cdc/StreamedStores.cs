using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Bench.Rigs;
using Vql.EmbeddedPostgres;

namespace Vql.Bench.Cdc;

/// <summary>Both stores, as somebody sees them who writes to the one and looks into the other.</summary>
internal sealed class StreamedStores(StoreRig rig) : IAsyncDisposable
{
    private const int Samples = 200;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LookAtMany = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(rig.ConnectionString);
    private readonly HttpClient _engine = new() { BaseAddress = rig.Engine };

    /// <summary>Where the engine is.</summary>
    public Uri Engine => rig.Engine;

    /// <summary>Starts a worker and waits until it follows the log.</summary>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="engine">Where it finds its engine; the rig's unless given.</param>
    public Task<BenchProcess> StartWorkerAsync(CancellationToken cancellationToken, Uri? engine = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}/");
        return BenchProcess.StartAsync(
            "dotnet", [StoreRig.Assembly("Vql.SyncWorker"), "run"],
            new Dictionary<string, string>(rig.Environment)
            {
                ["ASPNETCORE_URLS"] = url.ToString(),
                ["ConnectionStrings__elasticsearch"] = (engine ?? Engine).ToString(),
            },
            new Uri(url, "health"), cancellationToken);
    }

    /// <summary>Runs a statement; it takes as long as it takes.</summary>
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

    /// <summary>Some contacts' uuids, spread over all that the condition names.</summary>
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

    /// <summary>Waits until a contact's document holds a value, without making the engine refresh.</summary>
    public Task UntilIndexedAsync(string uuid, string field, string value, CancellationToken cancellationToken) =>
        UntilIndexedAsync(uuid, field, value, Look, cancellationToken);

    /// <summary>Waits until a search finds a value, refreshed by nobody here.</summary>
    public async Task UntilFoundAsync(string field, string value, CancellationToken cancellationToken)
    {
        while (await CountAsync(field, value, cancellationToken) == 0)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>
    /// Waits until so many documents hold a value: first until a sample of them does, since refreshing all the while
    /// would take the engine's time from what is measured; then until all are found.
    /// </summary>
    public async Task UntilAllAsync(string condition, string field, string value, int documents, CancellationToken cancellationToken)
    {
        foreach (var uuid in await UuidsAsync(Samples, cancellationToken, condition))
        {
            await UntilIndexedAsync(uuid, field, value, LookAtMany, cancellationToken);
        }

        while (true)
        {
            (await _engine.PostAsync(new Uri("contacts_index/_refresh", UriKind.Relative), null, cancellationToken)).EnsureSuccessStatusCode();
            if (await CountAsync(field, value, cancellationToken) >= documents)
            {
                return;
            }

            await Task.Delay(LookAtMany, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _source.DisposeAsync();
    }

    private async Task UntilIndexedAsync(string uuid, string field, string value, TimeSpan look, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await _engine.GetAsync(new Uri($"contacts_index/_source/{uuid}?_source_includes={field}", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains(value, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(look, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<long> CountAsync(string field, string value, CancellationToken cancellationToken)
    {
        using var answer = await _engine.PostAsJsonAsync(
            new Uri("contacts_index/_count", UriKind.Relative),
            new JsonObject { ["query"] = new JsonObject { ["match"] = new JsonObject { [field] = value } } }, cancellationToken);
        using var count = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
        return count.RootElement.GetProperty("count").GetInt64();
    }
}
