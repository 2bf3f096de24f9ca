using System.Globalization;

namespace Vql.Storage.Monitoring;

/// <summary>A setting that operators can change while the system runs.</summary>
public enum SwitchName
{
    /// <summary>The percentage of callers in the rollout of the search, 0 to 100.</summary>
    RolloutPercent,

    /// <summary>The percentage of answers that are compared with those of the other engine, 0 to 100.</summary>
    ShadowPercent,

    /// <summary>The maximum percentage of requests that are hedged, 0 to 100.</summary>
    HedgePercent,

    /// <summary>Whether the search answers: <c>off</c> sends all requests to PostgreSQL.</summary>
    Search,

    /// <summary>The state in which the circuit breaker is kept: <c>open</c> or <c>closed</c>.</summary>
    Circuit,
}

/// <summary>A state in which an operator keeps the circuit breaker.</summary>
public enum ForcedCircuit
{
    /// <summary>Open: no request is sent to the search.</summary>
    Open,

    /// <summary>Closed: failures of the search do not open it.</summary>
    Closed,
}

/// <summary>A changed setting.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Value">The value.</param>
/// <param name="ExpiresAt">The time at which the variable of the API applies again. Null for never.</param>
/// <param name="Actor">Who changed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedAt">When.</param>
public sealed record SwitchState(
    SwitchName Name, string Value, DateTimeOffset? ExpiresAt, string Actor, string Reason, DateTimeOffset ChangedAt)
{
    /// <summary>The value as a percentage. Null if the setting has none.</summary>
    public double? Percent =>
        Name is SwitchName.Search or SwitchName.Circuit ? null : double.Parse(Value, CultureInfo.InvariantCulture);

    /// <summary>The state in which the circuit breaker is kept. Null for another setting.</summary>
    public ForcedCircuit? Circuit =>
        Name != SwitchName.Circuit ? null : Value == Switches.Open ? ForcedCircuit.Open : ForcedCircuit.Closed;
}

/// <summary>The names and values of switches.</summary>
public static class Switches
{
    /// <summary>The value that turns the search off.</summary>
    public const string Off = "off";

    /// <summary>The value that keeps the circuit breaker open.</summary>
    public const string Open = "open";

    /// <summary>The value that keeps the circuit breaker closed.</summary>
    public const string Closed = "closed";

    /// <summary>All switches.</summary>
    public static IReadOnlyList<SwitchName> All { get; } = Enum.GetValues<SwitchName>();

    /// <summary>Returns the name of a switch in the database and in requests.</summary>
    public static string ToName(this SwitchName name) => name switch
    {
        SwitchName.RolloutPercent => "rollout_percent",
        SwitchName.ShadowPercent => "shadow_percent",
        SwitchName.HedgePercent => "hedge_percent",
        SwitchName.Circuit => "circuit",
        _ => "search",
    };

    /// <summary>Returns the maximum duration of a switch. Null if it can be set until it is reset.</summary>
    /// <remarks>While the circuit breaker is kept open or closed, it does not react to outages.</remarks>
    public static TimeSpan? MaxDuration(this SwitchName name) => name == SwitchName.Circuit ? TimeSpan.FromDays(1) : null;

    /// <summary>Returns the switch with a name. Null if there is none.</summary>
    public static SwitchName? Find(string? name)
    {
        foreach (var one in All)
        {
            if (one.ToName() == name)
            {
                return one;
            }
        }

        return null;
    }

    /// <summary>Returns a value in the form in which it is stored. Null if it is invalid.</summary>
    public static string? Normalize(SwitchName name, string? value) =>
        name == SwitchName.Search ? (value?.Trim() == Off ? Off : null)
        : name == SwitchName.Circuit ? (value?.Trim() is Open or Closed ? value.Trim() : null)
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
            ? percent.ToString(CultureInfo.InvariantCulture)
            : null;
}
