using System.Diagnostics;
using Vql.ServiceDefaults.Telemetry;

namespace Vql.Api.Telemetry;

/// <summary>The operation and the entity of a request, as metrics and spans have them.</summary>
/// <param name="Operation">A value of <see cref="TelemetryCatalogue.Operation"/>.</param>
/// <param name="Entity">A value of <see cref="TelemetryCatalogue.Entity"/>.</param>
internal readonly record struct Subject(string Operation, string Entity)
{
    /// <summary>Returns both as attributes.</summary>
    public TagList ToTags() => [TelemetryCatalogue.Operation.Of(Operation), TelemetryCatalogue.Entity.Of(Entity)];
}
