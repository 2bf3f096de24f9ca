using Npgsql;
using Vql.Dashboard.Data;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Health;

/// <summary>Runs all checks.</summary>
internal sealed class HealthReader(
    MonitoringReader figures, SyncReader sync, SwitchTable switches, ApiClient api, TimeProvider time)
{
    private static readonly MonitoringWindow Recent = MonitoringWindow.All[0];

    // Marks of the circuit breaker say since when the search fails.
    private static readonly TimeSpan MarkWindow = TimeSpan.FromDays(1);

    /// <summary>Runs all checks. If PostgreSQL is unavailable, this is the result of one of them.</summary>
    public async Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        var asking = api.ReadSearchStateAsync(cancellationToken);
        try
        {
            var series = await figures.ReadAsync(Recent, null, null, cancellationToken);
            var marks = await figures.ReadMarksAsync(MarkWindow, cancellationToken);
            var snapshot = await sync.ReadAsync(cancellationToken);
            var set = SwitchCheck.Of(await switches.ReadAsync(cancellationToken));
            var (search, now) = (await asking, time.GetUtcNow());
            return new HealthReport(
            [
                SearchChecks.Api(search, series, now), SearchChecks.Search(search, marks, now),
                AnswerCheck.Of(series, "Read the reasons in the chart below, and the logs of the API and of Connectra."),
                .. SyncChecks.Of(snapshot), .. set is null ? [] : (Check[])[set],
            ]);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            var search = await asking;
            return new HealthReport(
            [
                new Check("PostgreSQL", CheckState.Failing, "The dashboard cannot read PostgreSQL.")
                {
                    Cause = exception.Message, NextStep = "Check that PostgreSQL runs and that all migrations are applied.",
                },
                SearchChecks.Search(search, [], time.GetUtcNow()),
            ]);
        }
    }
}
