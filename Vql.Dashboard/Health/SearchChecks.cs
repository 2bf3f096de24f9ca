using Vql.Dashboard.Data;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Health;

/// <summary>The checks of the API and of the search, whose states the API returns.</summary>
internal static class SearchChecks
{
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMinutes(3);

    /// <summary>Checks whether the API answers and records figures.</summary>
    public static Check Api(SearchState? search, MonitoringSeries series, DateTimeOffset now)
    {
        if (search is null)
        {
            return new Check("API", CheckState.Failing, "The API does not answer.")
            {
                LastHealthy = series.LastWrittenAt,
                Cause = "The dashboard cannot read the health of the API.",
                NextStep = "Check that the API runs, and that DASHBOARD_API_URL and DASHBOARD_API_KEY are right.",
            };
        }

        if (series.LastWrittenAt is not { } last || now - last > WriteInterval)
        {
            return new Check("API", CheckState.NoData, "The API answers, but it has not recorded figures in the last 3 minutes.")
            {
                LastHealthy = series.LastWrittenAt,
                NextStep = "Check that VQL_MONITORING is not false, and that the API can write to PostgreSQL.",
            };
        }

        return series.Dropped > 0
            ? new Check("API", CheckState.Warning, $"Calls whose figures were lost: {series.Dropped:N0}.")
            {
                Cause = "PostgreSQL did not accept the figures in time.",
                NextStep = "Check the log of the API.",
            }
            : new Check("API", CheckState.Healthy, "The API answers and records figures.") { LastHealthy = now };
    }

    /// <summary>Checks whether the search answers.</summary>
    public static Check Search(SearchState? search, IReadOnlyList<Mark> marks, DateTimeOffset now)
    {
        var opened = marks.LastOrDefault(mark => mark.Kind == "circuit_opened")?.At;
        var closed = marks.LastOrDefault(mark => mark.Kind == "circuit_closed")?.At;
        return search switch
        {
            null => new Check("Search", CheckState.NoData, "The state of the search is unknown, because the API does not answer."),
            { IsEnabled: false } => new Check("Search", CheckState.Warning, "The search is disabled; PostgreSQL answers all calls.")
            {
                NextStep = "Set CONNECTRA_ENABLED to true, or reset the switch search, to enable it.",
            },
            { Status: "healthy" } => new Check("Search", CheckState.Healthy, "The search answers.") { Since = closed, LastHealthy = now },
            { Status: "unknown" } => new Check("Search", CheckState.NoData, "The search was not asked in the last minute.")
            {
                NextStep = "Run a query in the playground.",
            },
            { Status: "recovering" } => new Check("Search", CheckState.Warning, "The search is recovering; PostgreSQL answers some calls.")
            {
                Since = opened,
                Cause = search.Error,
                NextStep = "Wait for a few seconds.",
            },
            _ => new Check("Search", CheckState.Failing, "The search does not answer; PostgreSQL answers all calls.")
            {
                Since = opened,
                LastHealthy = closed,
                Cause = search.Error,
                NextStep = "Check that Connectra and the search node run, and read their logs.",
            },
        };
    }
}
