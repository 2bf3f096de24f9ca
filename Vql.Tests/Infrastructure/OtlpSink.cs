using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Vql.Tests.Infrastructure;

/// <summary>Receives telemetry by OTLP over HTTP. Names and identifiers are readable in its bodies.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _bodies = [];
    private readonly WebApplication _server;

    private OtlpSink()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            using var memory = new MemoryStream();
            await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
            _bodies.Enqueue(Encoding.Latin1.GetString(memory.ToArray()));
        });
    }

    /// <summary>The environment variables for exports to this receiver at short intervals.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", _server.Urls.First()),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        new("OTEL_METRIC_EXPORT_INTERVAL", "300"),
        new("OTEL_BSP_SCHEDULE_DELAY", "300"),
    ];

    public static async Task<OtlpSink> StartAsync()
    {
        var sink = new OtlpSink();
        await sink._server.StartAsync(TestContext.Current.CancellationToken);
        return sink;
    }

    /// <summary>Returns whether a single body contains all parts.</summary>
    public bool Has(params string[] parts) => _bodies.Any(body => parts.All(part => body.Contains(part, StringComparison.Ordinal)));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
