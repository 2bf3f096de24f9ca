using Microsoft.AspNetCore.Builder;
using Vql.Connectra;

namespace Vql.Tests.Connectra;

/// <summary>
/// The service, hosted in this process, and a client that sends its key and does not follow redirects.
/// </summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _service;

    private RunningService(WebApplication service)
    {
        _service = service;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Urls.First()) };
        Client.DefaultRequestHeaders.Add("X-API-Key", "golden");
    }

    public HttpClient Client { get; }

    public static async Task<RunningService> StartAsync(string connectionString, Uri engine, params string[] more)
    {
        var service = Service.Build(
        [
            "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:vqldb={connectionString}", "--API_KEY=golden",
            "--ELASTICSEARCH_HOST=127.0.0.1", $"--ELASTICSEARCH_PORT={engine.Port}", "--Logging:LogLevel:Default=None",
            "--Logging:LogLevel:Microsoft.AspNetCore=None", .. more,
        ]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        return new RunningService(service);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _service.StopAsync(CancellationToken.None);
        await _service.DisposeAsync();
    }
}
