using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Vql.SyncWorker;

namespace Vql.Tests.Infrastructure;

/// <summary>A worker that follows the log, hosted in this process.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly CapturedText _output = new();
    private readonly WebApplication _host;

    private RunningWorker(Dictionary<string, string> environment)
    {
        // Environment variables separate the parts of a setting's name with double underscores.
        var settings = environment.Select(
            one => KeyValuePair.Create(one.Key.Replace("__", ":", StringComparison.Ordinal), (string?)one.Value));
        _host = WorkerHost.BuildWorker(builder =>
        {
            builder.Configuration.AddInMemoryCollection([.. settings, new("urls", "http://127.0.0.1:0")]);
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(new TextLog(_output));
        });
    }

    /// <summary>The log output so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a worker and waits until a path returns a success status.</summary>
    public static async Task<RunningWorker> StartAsync(
        Dictionary<string, string> environment, string ready, TimeSpan limit, CancellationToken cancellationToken)
    {
        var worker = new RunningWorker(environment);
        try
        {
            await worker._host.StartAsync(cancellationToken);
            await worker.WaitUntilReadyAsync(new Uri(new Uri(worker._host.Urls.First()), ready), limit, cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the worker as a signal to its process does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        await _output.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync(Uri ready, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(ready, deadline.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The worker did not become ready: {Output}");
            }
        }
    }
}
