namespace Vql.Storage.Monitoring;

/// <summary>The check of switches that change which engine answers.</summary>
public static class SwitchCheck
{
    /// <summary>Returns a warning if operators have set switches of the search. Null if not.</summary>
    public static Check? Of(IReadOnlyList<SwitchState> states)
    {
        var set = states.Where(state => state.Name is SwitchName.Search or SwitchName.RolloutPercent or SwitchName.Circuit).ToList();
        return set.Count == 0 ? null : new Check(
            "Switches", CheckState.Warning,
            $"Switches that change the search: {string.Join(", ", set.Select(state => $"{state.Name.ToName()} = {state.Value}"))}.")
        {
            Since = set.Min(state => state.ChangedAt),
            Cause = string.Join("; ", set.Select(state => $"{state.Actor}: {state.Reason}")),
            NextStep = "Reset them on the page Switches when they are no longer needed.",
        };
    }
}
