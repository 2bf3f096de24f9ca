namespace Vql.Dashboard.Health;

/// <summary>The states of a check, the best first.</summary>
internal enum CheckState
{
    Healthy,

    /// <summary>Unknown, which is neither good nor bad.</summary>
    NoData,

    Warning,

    Failing,
}

/// <summary>A check of the system.</summary>
/// <param name="Name">The name.</param>
/// <param name="State">The state.</param>
/// <param name="Summary">One sentence about the state.</param>
internal sealed record Check(string Name, CheckState State, string Summary)
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

/// <summary>The result of all checks.</summary>
/// <param name="Checks">The checks.</param>
internal sealed record HealthReport(IReadOnlyList<Check> Checks)
{
    /// <summary>The first of the worst checks.</summary>
    public Check Worst => Checks.MaxBy(check => check.State)!;

    /// <summary>The health in one sentence.</summary>
    public string Sentence => Worst.State == CheckState.Healthy ? "All checks are healthy." : Worst.Summary;
}

/// <summary>Formats states.</summary>
internal static class CheckStates
{
    /// <summary>Returns the text of a state.</summary>
    public static string ToText(this CheckState state) => state switch
    {
        CheckState.Healthy => "Healthy",
        CheckState.NoData => "No data",
        CheckState.Warning => "Warning",
        _ => "Failing",
    };

    /// <summary>Returns the CSS class of a state.</summary>
    public static string ToClass(this CheckState state) => $"state-{state.ToString().ToLowerInvariant()}";
}
