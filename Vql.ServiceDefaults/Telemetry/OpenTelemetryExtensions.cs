using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Vql.ServiceDefaults.Telemetry;

#pragma warning disable IDE0130 // Aspire templates use this namespace.
namespace Microsoft.Extensions.Hosting;
#pragma warning restore IDE0130

/// <summary>Configures OpenTelemetry.</summary>
public static class OpenTelemetryExtensions
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TraceParentHeader = "traceparent";
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";
    private const string ResourceAttributesKey = "OTEL_RESOURCE_ATTRIBUTES";
    private const string ExemplarFilterKey = "OTEL_METRICS_EXEMPLAR_FILTER";
    private const string ElasticsearchTracingKey = "Aspire:Elastic:Clients:Elasticsearch:DisableTracing";

    // ASP.NET Core starts no activity for a request if its log category is disabled and there are no listeners.
    // The client integrations have settings to disable tracing.
    private static readonly Dictionary<string, string?> Untraced = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Aspire:Npgsql:DisableTracing"] = "true",
        ["Aspire:Npgsql:DisableMetrics"] = "true",
    };

    // The paths of the health checks of all hosts, including Connectra and the search node.
    private static readonly PathString[] ProbePaths =
        [Extensions.HealthPath, Extensions.AlivePath, Extensions.ReadyPath, "/_cluster/health"];

    /// <summary>
    /// Exports traces, metrics, and logs over OTLP to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. Without this setting, nothing
    /// is recorded.
    /// </summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointKey]))
        {
            // Recording the spans of a request costs as much as a small request.
            builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Untraced });
            return builder;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(ConfigureServerSpans);
        builder.Services.Configure<HttpClientTraceInstrumentationOptions>(ConfigureClientSpans);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddName(builder.Configuration, builder.Environment.ApplicationName))
            .WithMetrics(metrics => metrics.AddMetrics(builder.Configuration))
            .WithTracing(tracing => tracing.AddTraces(builder.Configuration, builder.Environment.ApplicationName))
            .UseOtlpExporter();
        return builder;
    }

    // Aspire sets the service name. Without it, the name of a standalone host would be "unknown_service".
    private static void AddName(this ResourceBuilder resource, IConfiguration configuration, string application)
    {
        var isNamed = !string.IsNullOrWhiteSpace(configuration[ServiceNameKey])
            || configuration[ResourceAttributesKey]?.Contains("service.name=", StringComparison.Ordinal) == true;
        if (!isNamed)
        {
            resource.AddService(application);
        }
    }

    private static void AddMetrics(this MeterProviderBuilder metrics, IConfiguration configuration)
    {
        metrics.AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter([.. TelemetryCatalogue.Instruments.Select(instrument => instrument.Meter).Distinct()]);
        if (string.IsNullOrWhiteSpace(configuration[ExemplarFilterKey]))
        {
            metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        }
    }

    private static void AddTraces(this TracerProviderBuilder tracing, IConfiguration configuration, string application)
    {
        var disabled = IsOn(configuration, ElasticsearchTracingKey) ? TelemetryCatalogue.Elasticsearch : null;
        var sources = TelemetryCatalogue.Spans.Select(span => span.Source).Append(application).Distinct();
        tracing.AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddSource([.. sources.Where(source => source != disabled)]);
    }

    private static bool IsOn(IConfiguration configuration, string key) => bool.TryParse(configuration[key], out var value) && value;

    // Aspire disables the redaction of query strings in the SDK, but query strings contain personal data.
    private static void ConfigureServerSpans(AspNetCoreTraceInstrumentationOptions options)
    {
        options.Filter = context => !Array.Exists(ProbePaths, path => context.Request.Path.StartsWithSegments(path));
        options.EnrichWithHttpRequest = (activity, request) =>
        {
            if (request.QueryString.HasValue)
            {
                activity.SetTag("url.query", QueryStringShape.Of(request.QueryString.Value));
            }
        };
    }

    private static void ConfigureClientSpans(HttpClientTraceInstrumentationOptions options)
    {
        options.FilterHttpRequestMessage = HasOwnSpan;
        options.EnrichWithHttpRequestMessage = (activity, request) =>
        {
            if (request.RequestUri is { Query.Length: > 0 } address)
            {
                activity.SetTag("url.full", $"{address.GetLeftPart(UriPartial.Path)}?{QueryStringShape.Of(address.Query)}");
            }
        };
    }

    // A request outside of a trace is polling. A request below another client span, that of Elasticsearch, is the same
    // call. The trace header already contains the omitted span. It is replaced by the parent span, or disables
    // recording.
    private static bool HasOwnSpan(HttpRequestMessage request)
    {
        if (Activity.Current is not { } span || span.Parent is { Kind: not ActivityKind.Client })
        {
            return true;
        }

        request.Headers.Remove(TraceParentHeader);
        request.Headers.TryAddWithoutValidation(TraceParentHeader, span.Parent?.Id ?? $"00-{span.TraceId}-{span.SpanId}-00");
        return false;
    }
}
