using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Vql.Tests.Api;

/// <summary>The API, hosted in this process, and a client for it.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _api;

    private RunningApi(WebApplication api)
    {
        _api = api;
        Client = new HttpClient { BaseAddress = new Uri(api.Urls.First()) };
    }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningApi> StartAsync(string connectionString, string connectra, params string[] more)
    {
        var api = Vql.Api.Api.Build(
        [
            "--urls", "http://127.0.0.1:0", "--environment=Development", $"--ConnectionStrings:vqldb={connectionString}",
            "--CONNECTRA_ENABLED=true", "--API_REQUEST_TIMEOUT=120",
            $"--CONNECTRA_BASE_URL={connectra}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.AspNetCore=None", .. more,
        ]);
        await api.StartAsync(Token);
        return new RunningApi(api);
    }

    /// <summary>Sends a request and returns the source of the response.</summary>
    /// <returns>The fallback reason, or <c>vql</c> if there was no fallback.</returns>
    public async Task<string> SourceOfAsync(string path, string? position = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (position is not null)
        {
            request.Headers.Add("X-VQL-Position", position);
        }

        using var response = await Client.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return response.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single() : "vql";
    }

    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(path, Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _api.StopAsync(CancellationToken.None);
        await _api.DisposeAsync();
    }
}
