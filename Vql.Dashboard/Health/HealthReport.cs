using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Health;

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
internal static class CheckClasses
{
    /// <summary>Returns the CSS class of a state.</summary>
    public static string ToClass(this CheckState state) => $"state-{state.ToString().ToLowerInvariant()}";
}
