namespace Vql.Storage.Monitoring;

/// <summary>The check of calls that neither engine answered, and of those that the search should have answered.</summary>
public static class AnswerCheck
{
    private const double WarningShare = 0.01;
    private const double FailingShare = 0.1;
    private const double ErrorWarningShare = 0.001;
    private const double ErrorFailingShare = 0.01;

    /// <summary>The fallback reasons that are failures. The others are decisions not to use the search.</summary>
    public static IReadOnlyList<string> FailureReasons { get; } =
    [
        "circuit_open", "timeout", "unreachable", "unauthorized", "rate_limited", "server_error", "rejected", "bad_response",
        "index_behind",
    ];

    /// <summary>Checks the figures of the last 5 minutes.</summary>
    /// <param name="series">The figures.</param>
    /// <param name="next">What an operator can do if the check is not healthy.</param>
    public static Check Of(MonitoringSeries series, string next)
    {
        if (!series.HasData)
        {
            return new Check("Answers", CheckState.NoData, "There are no figures of the last 5 minutes.");
        }

        var total = series.Total;
        if (total.Calls == 0)
        {
            return new Check("Answers", CheckState.Healthy, "There were no calls in the last 5 minutes.");
        }

        var errors = (double)total[AnswerSource.Error].Calls / total.Calls;
        var failures = total.Fallbacks.Where(pair => FailureReasons.Contains(pair.Key)).ToList();
        var share = (double)failures.Sum(pair => pair.Value) / total.Calls;
        var state = errors >= ErrorFailingShare || share >= FailingShare ? CheckState.Failing
            : errors >= ErrorWarningShare || share >= WarningShare ? CheckState.Warning
            : CheckState.Healthy;
        return state == CheckState.Healthy
            ? new Check("Answers", state, $"{1 - errors:P1} of the calls of the last 5 minutes were answered.")
            : new Check(
                "Answers", state,
                $"{errors:P1} of the calls of the last 5 minutes failed, and PostgreSQL answered {share:P1} for the search.")
            {
                Cause = string.Join(", ", failures.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key}: {pair.Value:N0}")),
                NextStep = next,
            };
    }
}
