using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Numerics;

namespace Vql.ServiceDefaults.Telemetry;

/// <summary>The kinds of metric instrument.</summary>
public enum InstrumentKind
{
    /// <summary>A monotonic sum.</summary>
    Counter,

    /// <summary>A distribution of values.</summary>
    Histogram,

    /// <summary>A value at the time of collection.</summary>
    Gauge,
}

/// <summary>An attribute of metrics or spans.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">A description of the values.</param>
/// <param name="Values">All possible values. Empty for an open set.</param>
public sealed record AttributeDefinition(string Name, string Description, IReadOnlyList<string> Values)
{
    /// <summary>Returns the attribute with a value.</summary>
    public KeyValuePair<string, object?> Of(object? value) => new(Name, value);
}

/// <summary>A span that this solution starts.</summary>
/// <param name="Source">The activity source.</param>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Description">The work that the span covers.</param>
/// <param name="Attributes">The attributes.</param>
public sealed record SpanDefinition(
    string Source, string Name, ActivityKind Kind, string Description, params IReadOnlyList<AttributeDefinition> Attributes);

/// <summary>A metric instrument.</summary>
/// <param name="Meter">The meter that the instrument belongs to.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name.</param>
/// <param name="Unit">The unit, in UCUM notation.</param>
/// <param name="Description">A description of the measured value.</param>
/// <param name="Attributes">The attributes of the measurements.</param>
public sealed record InstrumentDefinition(
    string Meter, InstrumentKind Kind, string Name, string Unit, string Description, params IReadOnlyList<AttributeDefinition> Attributes)
{
    /// <summary>The upper bounds of the histogram buckets. Empty for other kinds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Creates the counter.</summary>
    public Counter<long> CreateCounter(Meter meter) =>
        Checked(meter, InstrumentKind.Counter).CreateCounter<long>(Name, Unit, Description);

    /// <summary>Creates the histogram, with its bucket boundaries as advice.</summary>
    public Histogram<T> CreateHistogram<T>(Meter meter)
        where T : struct, INumber<T>
    {
        var advice = new InstrumentAdvice<T> { HistogramBucketBoundaries = [.. Buckets.Select(bound => T.CreateChecked(bound))] };
        return Checked(meter, InstrumentKind.Histogram).CreateHistogram(Name, Unit, Description, tags: null, advice);
    }

    /// <summary>Creates a gauge that reports a value whenever it is recorded.</summary>
    public Gauge<T> CreateGauge<T>(Meter meter)
        where T : struct => Checked(meter, InstrumentKind.Gauge).CreateGauge<T>(Name, Unit, Description);

    /// <summary>Creates a gauge that is observed at each collection.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="observe">Returns the value, or null if there is none.</param>
    public ObservableGauge<T> CreateObservableGauge<T>(Meter meter, Func<T?> observe)
        where T : struct => Checked(meter, InstrumentKind.Gauge).CreateObservableGauge(
            Name, () => observe() is { } value ? [new Measurement<T>(value)] : Enumerable.Empty<Measurement<T>>(), Unit, Description);

    private Meter Checked(Meter meter, InstrumentKind kind) => kind == Kind && meter.Name == Meter
        ? meter
        : throw new InvalidOperationException($"{Name} is a {Kind} of the meter {Meter}, not a {kind} of {meter.Name}.");
}
