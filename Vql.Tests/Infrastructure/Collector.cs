using System.Globalization;
using System.Text.Json;
using Vql.EmbeddedPostgres;
using Vql.Testing.Processes;

namespace Vql.Tests.Infrastructure;

/// <summary>An OpenTelemetry Collector that writes the received telemetry to files.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const string Tool = "otelcol/otelcol";

    private static readonly string[] Signals = ["traces", "metrics", "logs"];

    private readonly string _folder;
    private readonly Uri _endpoint;
    private readonly Uri _prometheus;
    private ServerProcess? _process;

    private Collector(string folder, Uri endpoint, Uri prometheus)
    {
        _folder = folder;
        _endpoint = endpoint;
        _prometheus = prometheus;
    }

    /// <summary>
    /// The environment variables for exports to this collector at short intervals. As in the Aspire application model,
    /// the SDK's own redaction of query strings is disabled.
    /// </summary>
    public Dictionary<string, string> Variables => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _endpoint.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
        ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
        ["DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION"] = "true",
    };

    /// <summary>Starts a collector. Skips the test if it is not installed.</summary>
    public static async Task<Collector> StartAsync(CancellationToken cancellationToken)
    {
        var program = Prerequisite.Tool(Tool);
        var (grpc, http, prometheus) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        var folder = Directory.CreateTempSubdirectory("vql-collector-").FullName;
        var collector = new Collector(
            folder, new Uri($"http://127.0.0.1:{http}"), new Uri($"http://127.0.0.1:{prometheus}/metrics"));
        collector._process = await ServerProcess.StartAsync(
            program, [folder, "--grpc", Text(grpc), "--http", Text(http), "--prometheus", Text(prometheus)],
            collector._prometheus, cancellationToken);
        return collector;
    }

    /// <summary>Stops the collector, so that its files are complete, and returns the received telemetry.</summary>
    public async Task<CollectedTelemetry> StopAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var prometheus = await client.GetStringAsync(_prometheus, cancellationToken);
        await _process!.DisposeAsync();
        _process = null;
        var files = new List<string>();
        foreach (var signal in Signals)
        {
            files.Add(await File.ReadAllTextAsync(Path.Combine(_folder, $"{signal}.jsonl"), cancellationToken));
        }

        return new CollectedTelemetry(
            [.. Lines(files[0]).SelectMany(CollectedSpan.Read)],
            [.. Lines(files[1]).SelectMany(CollectedMetric.Read)],
            string.Concat(files),
            files[2],
            prometheus);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<JsonElement> Lines(string file) =>
        file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
