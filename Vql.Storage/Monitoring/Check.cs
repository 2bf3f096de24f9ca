namespace Vql.Storage.Monitoring;

/// <summary>The states of a check, the best first.</summary>
public enum CheckState
{
    /// <summary>All is well.</summary>
    Healthy,

    /// <summary>Unknown, which is neither good nor bad.</summary>
    NoData,

    /// <summary>Something needs attention.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Failing,
}

/// <summary>A check of the system.</summary>
/// <param name="Name">The name.</param>
/// <param name="State">The state.</param>
/// <param name="Summary">One sentence about the state.</param>
public sealed record Check(string Name, CheckState State, string Summary)
{
    /// <summary>The start of the state; null if it is unknown.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last time at which the check was healthy; null if it is unknown.</summary>
    public DateTimeOffset? LastHealthy { get; init; }

    /// <summary>The cause; null if it is unknown or if the check is healthy.</summary>
    public string? Cause { get; init; }

    /// <summary>What an operator can do; null if there is nothing to do.</summary>
    public string? NextStep { get; init; }
}

/// <summary>The names of states for people.</summary>
public static class CheckStates
{
    /// <summary>Returns the text of a state.</summary>
    public static string ToText(this CheckState state) => state switch
    {
        CheckState.Healthy => "Healthy",
        CheckState.NoData => "No data",
        CheckState.Warning => "Warning",
        _ => "Failing",
    };
}
