using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Commands;

/// <summary>What the work of a command is given.</summary>
/// <param name="Arguments">What was typed.</param>
/// <param name="Stores">The two stores and what works on them.</param>
/// <param name="Progress">Where progress is shown.</param>
internal sealed record CommandContext(ParseResult Arguments, IServiceProvider Stores, ProgressDisplay Progress)
{
    public T Get<T>()
        where T : notnull => Stores.GetRequiredService<T>();
}

/// <summary>Runs the work of a one-shot command: opens the stores, prints the result, makes plain lines of failures.</summary>
internal static class CommandAction
{
    /// <summary>The option of every command for machine-readable output.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one JSON object on standard output.",
        Recursive = true,
    };

    /// <summary>Has the command do the work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Its work.</param>
    /// <param name="unavailable">What it ends with when a store cannot be reached or refuses, or anything unexpected happens.</param>
    /// <param name="withoutStores">An answer for arguments that need no store; returns null for others.</param>
    public static void Runs(
        this Command command, Func<CommandContext, CancellationToken, Task<CommandResult>> work, ExitCode unavailable = ExitCode.Unavailable,
        Func<ParseResult, string?>? withoutStores = null) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            if (withoutStores?.Invoke(arguments) is not { } answer)
            {
                return (int)await RunAsync(arguments, work, unavailable, cancellationToken);
            }

            await arguments.InvocationConfiguration.Output.WriteLineAsync(answer);
            return (int)ExitCode.Done;
        });

    private static async Task<ExitCode> RunAsync(
        ParseResult arguments, Func<CommandContext, CancellationToken, Task<CommandResult>> work, ExitCode unavailable, CancellationToken cancellationToken)
    {
        try
        {
            using var host = WorkerHost.BuildStores((arguments.InvocationConfiguration as CommandInvocation)?.Configure);
            var progress = new ProgressDisplay(TimeProvider.System, arguments.InvocationConfiguration.Error);
            var result = await work(new CommandContext(arguments, host.Services, progress), cancellationToken);
            foreach (var line in arguments.GetValue(Json) ? [result.Json.ToJsonString()] : result.Lines)
            {
                await arguments.InvocationConfiguration.Output.WriteLineAsync(line);
            }

            return result.Code;
        }
        catch (OptionsValidationException exception)
        {
            return await FailAsync(arguments, ExitCode.Usage, exception.Failures.Select(failure => $"configuration: {failure}"));
        }
        catch (InvalidInputException exception)
        {
            return await FailAsync(arguments, ExitCode.Usage, [exception.Message]);
        }
        catch (PostgresException exception)
        {
            return await FailAsync(arguments, unavailable, [$"PostgreSQL refuses: {exception.MessageText}{Advice(exception)}"]);
        }
        catch (NpgsqlException exception)
        {
            return await FailAsync(arguments, unavailable,
                [$"PostgreSQL cannot be reached: {exception.Message}. Is it running where ConnectionStrings__vqldb says?"]);
        }
        catch (ElasticsearchException exception)
        {
            return await FailAsync(arguments, unavailable,
                [$"Elasticsearch: {exception.Message}. Is it running where ELASTICSEARCH_HOST and ELASTICSEARCH_PORT say?"]);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return await FailAsync(arguments, unavailable, [$"the connection broke: {exception.Message}"]);
        }
        catch (UnsupportedDatabaseException exception)
        {
            return await FailAsync(arguments, ExitCode.Usage, [exception.Message]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(
                arguments,
                unavailable == ExitCode.Usage ? unavailable : ExitCode.Incomplete,
                ["stopped before the end; what was written stays, and the command can be run again"]);
        }
        catch (Exception exception)
        {
            return await FailAsync(arguments, unavailable, [$"unexpected error: {exception.GetType().Name}: {exception.Message}"]);
        }
    }

    private static string Advice(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.UndefinedTable ? ". Run the command migrate first" : "";

    private static async Task<ExitCode> FailAsync(ParseResult arguments, ExitCode code, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(line);
        }

        return code;
    }
}
