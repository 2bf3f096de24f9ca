using Vql.ServiceDefaults.Telemetry;

namespace Vql.Tests.Telemetry;

/// <summary>The names that the OpenTelemetry Collector gives to metrics and attributes for Prometheus.</summary>
internal static class PrometheusNames
{
    /// <summary>The name of each metric of the catalogue.</summary>
    public static IReadOnlyDictionary<InstrumentDefinition, string> Metrics { get; } =
        TelemetryCatalogue.Instruments.ToDictionary(instrument => instrument, Of);

    /// <summary>The names of the time series of metrics, and of their labels.</summary>
    public static IReadOnlySet<string> All { get; } = TelemetryCatalogue.Instruments
        .SelectMany(instrument => instrument.Kind == InstrumentKind.Histogram
            ? (string[])[$"{Of(instrument)}_bucket", $"{Of(instrument)}_sum", $"{Of(instrument)}_count"]
            : [Of(instrument)])
        .Concat(TelemetryCatalogue.Instruments.SelectMany(instrument => instrument.Attributes).Select(label => Sanitized(label.Name)))
        .ToHashSet();

    private static string Of(InstrumentDefinition instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when instrument.Kind == InstrumentKind.Gauge => "_ratio",
            _ => "",
        };
        var name = Sanitized(instrument.Name);
        return (name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit)
            + (instrument.Kind == InstrumentKind.Counter ? "_total" : "");
    }

    private static string Sanitized(string name) => name.Replace('.', '_');
}
