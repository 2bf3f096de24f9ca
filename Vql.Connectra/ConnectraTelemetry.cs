using System.Diagnostics.Metrics;
using Vql.Core.Fields;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Connectra;

/// <summary>Records Connectra's own metrics.</summary>
internal static class ConnectraTelemetry
{
    private static readonly Meter Meter = new(TelemetryCatalogue.Connectra);
    private static readonly Counter<long> StaleHits = TelemetryCatalogue.StaleHits.CreateCounter(Meter);

    /// <summary>Counts hits that were omitted from a response because their rows no longer exist.</summary>
    public static void RecordStaleHits(Entity entity, int count)
    {
        if (count > 0)
        {
            StaleHits.Add(count, TelemetryCatalogue.Entity.Of(entity == Entity.Contact ? "contact" : "company"));
        }
    }
}
