using System.Text.Json;

namespace Vql.Tests.Infrastructure;

/// <summary>The telemetry that a collector received.</summary>
/// <param name="Spans">The spans.</param>
/// <param name="Metrics">The metrics, one for each export.</param>
/// <param name="Text">All three signals as text.</param>
/// <param name="Logs">The logs as text.</param>
/// <param name="Prometheus">The metrics as Prometheus reads them.</param>
internal sealed record CollectedTelemetry(
    IReadOnlyList<CollectedSpan> Spans, IReadOnlyList<CollectedMetric> Metrics, string Text, string Logs, string Prometheus)
{
    /// <summary>Returns the spans of a trace as an indented list, with children below their parents.</summary>
    public string Describe(string trace)
    {
        var spans = Spans.Where(span => span.Trace == trace).ToList();
        var roots = spans.Where(span => spans.TrueForAll(other => other.Id != span.Parent));
        return string.Join('\n', roots.OrderBy(span => span.Start).SelectMany(root => Describe(spans, root, "")));
    }

    private static IEnumerable<string> Describe(List<CollectedSpan> spans, CollectedSpan span, string indent) => spans
        .Where(other => other.Parent == span.Id).OrderBy(other => other.Start)
        .SelectMany(child => Describe(spans, child, indent + "  "))
        .Prepend($"{indent}{span.Service}  {span.Kind}  {span.Name}  [{span.Source}]{(span.IsError ? " ERROR" : "")}"
            + $"{string.Concat(span.Events.Select(name => $" event:{name}"))}{string.Concat(span.Links.Select(link => $" link:{link}"))}");
}

/// <summary>A span in OTLP JSON.</summary>
internal sealed record CollectedSpan(string Service, string Source, JsonElement Json)
{
    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    public string Trace => Json.GetProperty("traceId").GetString()!;

    public string Id => Json.GetProperty("spanId").GetString()!;

    public string Parent => Json.TryGetProperty("parentSpanId", out var parent) ? parent.GetString()! : "";

    public string Name => Json.GetProperty("name").GetString()!;

    public string Kind => Kinds[Json.GetProperty("kind").GetInt32()];

    public string Start => Json.GetProperty("startTimeUnixNano").GetString()!;

    public bool IsError =>
        Json.TryGetProperty("status", out var status) && status.TryGetProperty("code", out var code) && code.GetInt32() == 2;

    public IReadOnlyDictionary<string, string> Attributes => OtlpJson.Attributes(Json);

    /// <summary>The trace IDs of the links.</summary>
    public IReadOnlyList<string> Links => [.. OtlpJson.List(Json, "links").Select(link => link.GetProperty("traceId").GetString()!)];

    /// <summary>The names of the events.</summary>
    public IReadOnlyList<string> Events => [.. OtlpJson.List(Json, "events").Select(one => one.GetProperty("name").GetString()!)];

    public static IEnumerable<CollectedSpan> Read(JsonElement line) =>
        from resource in OtlpJson.List(line, "resourceSpans")
        from scope in OtlpJson.List(resource, "scopeSpans")
        from span in OtlpJson.List(scope, "spans")
        select new CollectedSpan(OtlpJson.Service(resource), OtlpJson.Scope(scope), span);
}

/// <summary>A metric in OTLP JSON.</summary>
internal sealed record CollectedMetric(string Service, string Meter, JsonElement Json)
{
    public string Name => Json.GetProperty("name").GetString()!;

    public string Unit => Json.TryGetProperty("unit", out var unit) ? unit.GetString()! : "";

    public string Description => Json.TryGetProperty("description", out var description) ? description.GetString()! : "";

    /// <summary><c>sum</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public string Kind => new[] { "sum", "gauge", "histogram" }.First(kind => Json.TryGetProperty(kind, out _));

    public IReadOnlyList<JsonElement> Points => OtlpJson.List(Json.GetProperty(Kind), "dataPoints");

    public static IEnumerable<CollectedMetric> Read(JsonElement line) =>
        from resource in OtlpJson.List(line, "resourceMetrics")
        from scope in OtlpJson.List(resource, "scopeMetrics")
        from metric in OtlpJson.List(scope, "metrics")
        select new CollectedMetric(OtlpJson.Service(resource), OtlpJson.Scope(scope), metric);
}

/// <summary>Reads OTLP JSON.</summary>
internal static class OtlpJson
{
    public static IReadOnlyList<JsonElement> List(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) ? [.. list.EnumerateArray()] : [];

    public static string Scope(JsonElement json) => json.GetProperty("scope").GetProperty("name").GetString()!;

    public static string Service(JsonElement json) => Attributes(json.GetProperty("resource"))["service.name"];

    /// <summary>Returns the attributes with their values as text.</summary>
    public static IReadOnlyDictionary<string, string> Attributes(JsonElement json) => List(json, "attributes").ToDictionary(
        attribute => attribute.GetProperty("key").GetString()!,
        attribute => attribute.GetProperty("value").EnumerateObject().First().Value.ToString());
}
