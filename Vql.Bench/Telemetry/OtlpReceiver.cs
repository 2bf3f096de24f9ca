using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Vql.Bench.Telemetry;

/// <summary>Receives OTLP over HTTP and discards it, because a collector usually runs on another machine.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private long _bytes;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            Interlocked.Add(ref _bytes, context.Request.ContentLength ?? 0);
        });
    }

    /// <summary>The number of bytes received.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new OtlpReceiver();
        await receiver._server.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Returns the environment variables of a host that exports to this receiver.</summary>
    /// <param name="share">The share of the traces that are sampled.</param>
    public Dictionary<string, string> VariablesFor(string share) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
        ["OTEL_TRACES_SAMPLER_ARG"] = share,
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
