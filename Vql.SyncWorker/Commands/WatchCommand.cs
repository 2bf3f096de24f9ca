using System.CommandLine;
using Npgsql;
using Spectre.Console;
using Vql.Storage.Monitoring;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>watch</c>.</summary>
internal static class WatchCommand
{
    private static readonly MonitoringWindow Window = MonitoringWindow.All[0];

    public static Command Build()
    {
        var once = new Option<bool>("--once")
        {
            Description = "Print the state once. This is the default if the output is not a terminal.",
        };
        var command = new Command("watch", """
            Show the state of the search and of its index, every two seconds until Ctrl+C: the checks of the operator's page,
            and the calls of the last 5 minutes. While PostgreSQL is unavailable, the last state is shown, and reading is retried.

            Exit codes: 0 healthy or unknown; 1 a check needs attention; 3 PostgreSQL is unavailable at the start or at the end.

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
                (shown, var isCurrent) = await ShowAsync(console, context, shown, cancellationToken);
                if (!isCurrent)
                {
                    return new CommandResult(
                        ExitCode.Unavailable, ["PostgreSQL is unavailable. The last known state:", .. shown.Lines()], shown.ToJson());
                }
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

    // Ctrl+C ends the view.
    private static async Task<(Watched Last, bool IsCurrent)> ShowAsync(
        IAnsiConsole console, CommandContext context, Watched first, CancellationToken cancellationToken) =>
        await console.Live(first.ToTable()).StartAsync(view => new WatchLoop(
            token => ReadAsync(context, token), (shown, fault) => view.UpdateTarget(shown.ToTable(fault)), TimeProvider.System)
            .RunAsync(first, cancellationToken));
}
