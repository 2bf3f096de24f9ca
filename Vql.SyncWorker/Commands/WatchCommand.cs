using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Spectre.Console;
using Vql.Storage.Monitoring;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>watch</c>.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly MonitoringWindow Window = MonitoringWindow.All[0];

    public static Command Build()
    {
        var once = new Option<bool>("--once")
        {
            Description = "Print the state once. This is the default if the output is not a terminal.",
        };
        var command = new Command("watch", """
            Show the state of the search and of its index, every two seconds until Ctrl+C: the checks of the operator's page,
            and the calls of the last 5 minutes. The exit code is 1 if a check needs attention.

            Examples:
              Vql.SyncWorker watch
              Vql.SyncWorker watch --once --json
            """)
        {
            once,
        };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var output = context.Arguments.InvocationConfiguration.Output;
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            var shown = await ReadAsync(context, cancellationToken);
            if (console.Profile.Out.IsTerminal && !context.Arguments.GetValue(once) && !context.Arguments.GetValue(CommandAction.Json))
            {
                shown = await ShowAsync(console, context, shown, cancellationToken);
            }

            var code = shown.Worst is CheckState.Warning or CheckState.Failing ? ExitCode.Incomplete : ExitCode.Success;
            return new CommandResult(code, shown.Lines(), shown.ToJson());
        });
        return command;
    }

    private static async Task<Watched> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var source = context.Get<NpgsqlDataSource>();
        var series = await new MonitoringReader(source, TimeProvider.System).ReadAsync(Window, null, null, cancellationToken);
        var sync = await new SyncReader(source).ReadAsync(cancellationToken);
        return new Watched([AnswerCheck.Of(series, "Read the logs of the API and of Connectra."), .. SyncChecks.Of(sync)], series);
    }

    // Ctrl+C ends the view with the last state.
    private static async Task<Watched> ShowAsync(
        IAnsiConsole console, CommandContext context, Watched first, CancellationToken cancellationToken)
    {
        var shown = first;
        await console.Live(shown.ToTable()).StartAsync(async view =>
        {
            try
            {
                while (true)
                {
                    await Task.Delay(Interval, TimeProvider.System, cancellationToken);
                    shown = await ReadAsync(context, cancellationToken);
                    view.UpdateTarget(shown.ToTable());
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                view.Refresh();
            }
        });
        return shown;
    }

    /// <summary>The state at one time.</summary>
    /// <param name="Checks">The checks.</param>
    /// <param name="Series">The calls of the last 5 minutes.</param>
    private sealed record Watched(IReadOnlyList<Check> Checks, MonitoringSeries Series)
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

        public Table ToTable()
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

            return table.Caption(Markup.Escape(string.Join('\n', AnswerSources.All.Select(Calls))));
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
}
