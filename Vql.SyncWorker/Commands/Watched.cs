using System.Text.Json.Nodes;
using Spectre.Console;
using Vql.Storage.Monitoring;

namespace Vql.SyncWorker.Commands;

/// <summary>The state at one time.</summary>
/// <param name="Checks">The checks.</param>
/// <param name="Series">The calls of the last 5 minutes.</param>
internal sealed record Watched(IReadOnlyList<Check> Checks, MonitoringSeries Series)
{
    public CheckState Worst => Checks.Max(check => check.State);

    public IReadOnlyList<string> Lines() =>
    [
        .. Checks.OrderByDescending(check => check.State).SelectMany(check => (string[])
        [
            $"{check.State.ToText(),-8} {check.Name}: {check.Summary}",
            .. check.Cause is { Length: > 0 } cause ? [$"         Cause: {cause}"] : (string[])[],
            .. check.NextStep is { } next ? [$"         Next step: {next}"] : (string[])[],
        ]),
        .. AnswerSources.All.Select(Calls),
    ];

    public JsonObject ToJson() => new()
    {
        ["state"] = Worst.ToText(),
        ["checks"] = new JsonArray([.. Checks.Select(check => (JsonNode)new JsonObject
        {
            ["name"] = check.Name,
            ["state"] = check.State.ToText(),
            ["summary"] = check.Summary,
            ["since"] = check.Since,
            ["last_healthy"] = check.LastHealthy,
            ["cause"] = check.Cause,
            ["next_step"] = check.NextStep,
        })]),
        ["calls"] = Series.HasData
            ? new JsonObject(AnswerSources.All.Select(source => KeyValuePair.Create(source.ToName(), (JsonNode?)new JsonObject
            {
                ["calls"] = Series.Total[source].Calls,
                ["p50_ms"] = Series.Total[source].Percentile(0.5),
                ["p95_ms"] = Series.Total[source].Percentile(0.95),
                ["p99_ms"] = Series.Total[source].Percentile(0.99),
            })))
            : null,
    };

    /// <summary>Returns the state as a table.</summary>
    /// <param name="fault">Why the state is not current; null if it is.</param>
    public Table ToTable(string? fault = null)
    {
        var table = new Table().AddColumns("State", "Check", "Details").Border(TableBorder.Simple);
        foreach (var check in Checks.OrderByDescending(check => check.State))
        {
            var color = check.State switch
            {
                CheckState.Healthy => "green",
                CheckState.NoData => "grey",
                CheckState.Warning => "yellow",
                _ => "red",
            };
            table.AddRow(
                $"[{color}]{check.State.ToText()}[/]", Markup.Escape(check.Name),
                Markup.Escape(check.NextStep is { } next ? $"{check.Summary} {next}" : check.Summary));
        }

        var caption = Markup.Escape(string.Join('\n', AnswerSources.All.Select(Calls)));
        return table.Caption(fault is null ? caption : $"[red]{Markup.Escape(fault)}[/]\n{caption}");
    }

    private string Calls(AnswerSource source)
    {
        var figures = Series.Total[source];
        var name = source switch
        {
            AnswerSource.Search => "Answered by the search",
            AnswerSource.Database => "Answered by PostgreSQL",
            _ => "Not answered",
        };
        return !Series.HasData ? $"{name}: no data"
            : figures.Percentile(0.95) is { } p95 ? $"{name} in 5 minutes: {figures.Calls:N0}, p95 {p95:0.#} ms"
            : $"{name} in 5 minutes: {figures.Calls:N0}";
    }
}
