using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

/// <summary>The recorded rows in a database, and an engine that tests can write to directly.</summary>
internal sealed class SyncStores(RecordedRows rows, Uri engine) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = engine };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<WorkerCommand> RunAsync(params string[] arguments) => WorkerCommand.RunAsync(rows.ConnectionString, engine, arguments);

    /// <summary>Runs a command and kills it as soon as a condition is true, or lets it complete.</summary>
    /// <param name="when">The SQL condition.</param>
    /// <param name="arguments">The command.</param>
    public async Task KillAsync(string when, params string[] arguments)
    {
        using var process = WorkerProcess.Start(rows.ConnectionString, engine, arguments);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        while (!process.HasExited && (await ReadAsync($"select ({when})::text"))[0] != "true")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(Token);
        await output;
    }

    /// <summary>Fully syncs both indices.</summary>
    public async Task SyncAsync()
    {
        Assert.Equal(0, (await RunAsync("sync-companies")).ExitCode);
        Assert.Equal(0, (await RunAsync("sync-contacts")).ExitCode);
    }

    /// <summary>Deletes the indices that other tests left behind.</summary>
    public Task ClearAsync() => EntityIndices.ClearAsync(_client, Token);

    /// <summary>Runs a statement and returns the first column.</summary>
    public async Task<List<string>> ReadAsync(string sql)
    {
        var values = new List<string>();
        await using var command = rows.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var (status, answer) = await TrySendAsync(method, path, body);
        Assert.True(status is >= 200 and < 300, $"{method} {path}: {status} {answer}");
        return answer;
    }

    public async Task<(int Status, JsonElement Answer)> TrySendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var answer = await _client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return ((int)answer.StatusCode, JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement);
    }

    /// <summary>Returns a document of an index, or null if it does not exist.</summary>
    public async Task<JsonObject?> DocumentAsync(string index, string uuid)
    {
        var (status, answer) = await TrySendAsync(HttpMethod.Get, $"{index}/_doc/{uuid}");
        return status == 404 ? null : JsonObject.Create(answer.GetProperty("_source"));
    }

    /// <summary>Writes a document without a version check.</summary>
    public Task OverwriteAsync(string index, string uuid, JsonObject document) =>
        SendAsync(HttpMethod.Put, $"{index}/_doc/{uuid}", document);

    public void Dispose() => _client.Dispose();
}
