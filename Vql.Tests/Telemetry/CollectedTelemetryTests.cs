using System.Globalization;
using Vql.ServiceDefaults.Telemetry;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Telemetry;

/// <summary>Tests of the telemetry of the whole system, as a collector received it.</summary>
public sealed class CollectedTelemetryTests(TelemetryRun run) : IClassFixture<TelemetryRun>
{
    private const string Prefix = "Vql.";

    private static readonly string[] ProbePaths = ["/health", "/alive", "/ready", "/_cluster/health"];

    [Fact]
    public async Task Metrics_OfTheCatalogue_ArriveAsItSays()
    {
        var received = (await run.Collected).Metrics.ToLookup(metric => (metric.Meter, metric.Name));
        foreach (var instrument in TelemetryCatalogue.Instruments)
        {
            var metrics = received[(instrument.Meter, instrument.Name)].ToList();
            Assert.True(metrics.Count > 0, $"{instrument.Name} was not received");
            Assert.All(metrics, metric => Assert.Equal(
                (instrument.Name, instrument.Unit, instrument.Description, KindOf(instrument)),
                (metric.Name, metric.Unit, metric.Description, metric.Kind)));
            AssertAttributes(instrument, metrics);
            AssertBuckets(instrument, metrics);
        }
    }

    [Fact]
    public async Task Metrics_OfOurMeters_AreInTheCatalogue()
    {
        var known = TelemetryCatalogue.Instruments.Select(instrument => (instrument.Meter, instrument.Name)).ToHashSet();
        var ours = (await run.Collected).Metrics.Where(metric => metric.Meter.StartsWith(Prefix, StringComparison.Ordinal));
        Assert.All(ours, metric => Assert.Contains((metric.Meter, metric.Name), known));
    }

    // The alert rules and the Grafana dashboard use these names.
    [Fact]
    public async Task Metrics_ForPrometheus_HaveTheirNames()
    {
        var served = (await run.Collected).Prometheus;
        Assert.All(PrometheusNames.Metrics, metric => Assert.Contains($"# TYPE {metric.Value} ", served, StringComparison.Ordinal));
        foreach (var label in TelemetryCatalogue.Requests.Attributes)
        {
            Assert.Contains($"{label.Name.Replace('.', '_')}=\"", served, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Spans_OfOurSources_AreInTheCatalogue()
    {
        var ours = (await run.Collected).Spans.Where(span => span.Source.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        Assert.All(TelemetryCatalogue.Spans, definition => Assert.Contains(ours, span => span.Source == definition.Source));
        Assert.All(ours, span =>
        {
            var definition = TelemetryCatalogue.Spans.First(
                known => known.Source == span.Source && (known.Name == span.Name || known == TelemetryCatalogue.OperationSpan));
            Assert.Equal(definition.Kind.ToString().ToLowerInvariant(), span.Kind);
            Assert.Subset(definition.Attributes.Select(attribute => attribute.Name).ToHashSet(), span.Attributes.Keys.ToHashSet());
        });
    }

    [Fact]
    public async Task Request_ToTheApi_IsOneTraceThroughConnectraToBothStores()
    {
        var telemetry = await run.Collected;
        var engine = telemetry.Spans.First(span => span is { Service: "Vql.Connectra", Name: "search contacts_index" });
        var connectra = Parent(telemetry, engine);
        Assert.Equal(("Vql.Connectra", "server"), (connectra.Service, connectra.Kind));
        Assert.Contains(telemetry.Spans, span => span.Source == "Npgsql" && span.Parent == connectra.Id);
        var client = Parent(telemetry, connectra);
        Assert.Equal(("Vql.Api", "client"), (client.Service, client.Kind));
        var server = Parent(telemetry, client);
        Assert.Equal(("Vql.Api", "server", "vql"), (server.Service, server.Kind, server.Attributes[TelemetryCatalogue.Source.Name]));
        var node = telemetry.Spans.Single(span => span.Parent == engine.Id);
        Assert.Equal(("Vql.SearchNode", "server"), (node.Service, node.Kind));
        TestContext.Current.TestOutputHelper?.WriteLine(telemetry.Describe(server.Trace));
    }

    [Fact]
    public async Task Fallback_IsASpanWithItsReasonAndException_AndTheServerSpanHasNoError()
    {
        var telemetry = await run.Collected;
        var fallback = telemetry.Spans.Single(
            span => span.Name == "vql.fallback" && span.Attributes[TelemetryCatalogue.FallbackReason.Name] == "unreachable");
        Assert.Equal("exception", Assert.Single(fallback.Events));
        Assert.False(fallback.IsError);
        Assert.Contains(telemetry.Spans, span => span.Source == "Npgsql" && span.Parent == fallback.Id);
        var server = Parent(telemetry, fallback);
        Assert.Equal("unreachable", server.Attributes[TelemetryCatalogue.FallbackReason.Name]);
        Assert.False(server.IsError);
        Assert.Contains(server.Trace, telemetry.Logs, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(telemetry.Describe(server.Trace));
    }

    [Fact]
    public async Task Write_IsLinkedFromTheBatchThatIndexesIt_AndTheRefreshThatMakesItSearchable()
    {
        var telemetry = await run.Collected;
        var write = telemetry.Spans.Single(
            span => span is { Service: "Vql.Api", Kind: "server", Name: "POST /api/v1/contacts/" or "POST api/v1/contacts/" });
        var batch = telemetry.Spans.Single(span => span.Name == "vql.sync.batch" && span.Links.Contains(write.Trace));
        Assert.Contains(telemetry.Spans, span => span.Parent == batch.Id && span.Name == "bulk");
        var publish = telemetry.Spans.Single(
            span => span.Name == "vql.sync.publish" && span.Links.Contains(write.Trace) && span.Links.Contains(batch.Trace));
        Assert.Contains(telemetry.Spans, span => span.Parent == publish.Id && span.Name == "indices.refresh contacts_index");
        foreach (var trace in new[] { write.Trace, batch.Trace, publish.Trace })
        {
            TestContext.Current.TestOutputHelper?.WriteLine(telemetry.Describe(trace));
        }
    }

    [Fact]
    public async Task Probes_AndPolling_HaveNoSpans()
    {
        var telemetry = await run.Collected;
        Assert.All(telemetry.Spans, span => Assert.DoesNotContain(span.Attributes.GetValueOrDefault("url.path", ""), ProbePaths));
        var polls = telemetry.Spans.Where(span => span.Parent.Length == 0 && span.Kind is not ("server" or "consumer")).ToList();
        Assert.True(polls.Count == 0, string.Join('\n', polls.Select(span => $"{span.Service} {span.Name}")));
        var ids = telemetry.Spans.Select(span => span.Id).ToHashSet();
        var orphans = telemetry.Spans.Where(span => span.Parent.Length > 0 && !ids.Contains(span.Parent)).ToList();
        Assert.True(orphans.Count == 0, string.Join('\n', orphans.Select(span => $"{span.Service} {span.Name}")));
    }

    [Fact]
    public async Task PersonalData_IsInNoSignal()
    {
        var telemetry = await run.Collected;
        Assert.All(TelemetryRun.Personal, text => Assert.DoesNotContain(text, telemetry.Text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(telemetry.Spans, span => span.Attributes.GetValueOrDefault("url.query") == "title=*&limit=*");
        Assert.Contains(telemetry.Spans, span => span.Source == "Npgsql" && span.Attributes.ContainsKey("db.query.text"));
    }

    [Fact]
    public async Task Histogram_OfRequests_HasExemplars()
    {
        var telemetry = await run.Collected;
        var exemplars = telemetry.Metrics.Where(metric => metric.Name == "vql.request.duration")
            .SelectMany(metric => metric.Points).SelectMany(point => OtlpJson.List(point, "exemplars")).ToList();
        Assert.Contains(exemplars, exemplar => telemetry.Spans.Any(span => span.Trace == exemplar.GetProperty("traceId").GetString()));
    }

    private static CollectedSpan Parent(CollectedTelemetry telemetry, CollectedSpan span) =>
        telemetry.Spans.Single(other => other.Id == span.Parent && other.Trace == span.Trace);

    private static string KindOf(InstrumentDefinition instrument) =>
        instrument.Kind == InstrumentKind.Counter ? "sum" : instrument.Kind.ToString().ToLowerInvariant();

    private static void AssertAttributes(InstrumentDefinition instrument, IEnumerable<CollectedMetric> metrics)
    {
        var values = metrics.SelectMany(metric => metric.Points).SelectMany(OtlpJson.Attributes)
            .ToLookup(attribute => attribute.Key, attribute => attribute.Value);
        Assert.Equal(instrument.Attributes.Select(attribute => attribute.Name).Order(), values.Select(value => value.Key).Order());
        foreach (var attribute in instrument.Attributes.Where(attribute => attribute.Values.Count > 0))
        {
            Assert.Subset(attribute.Values.ToHashSet(), values[attribute.Name].ToHashSet());
        }
    }

    private static void AssertBuckets(InstrumentDefinition instrument, IEnumerable<CollectedMetric> metrics)
    {
        if (instrument.Kind == InstrumentKind.Histogram)
        {
            Assert.All(metrics.SelectMany(metric => metric.Points), point => Assert.Equal(
                instrument.Buckets,
                OtlpJson.List(point, "explicitBounds").Select(bound => double.Parse(bound.ToString(), CultureInfo.InvariantCulture))));
        }
    }
}
