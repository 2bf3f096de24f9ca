using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Output;

namespace Vql.SyncWorker.Commands;

/// <summary>The context in which a command runs.</summary>
/// <param name="Arguments">The parsed command line.</param>
/// <param name="Stores">The services for both stores.</param>
/// <param name="Progress">The display of the progress.</param>
internal sealed record CommandContext(ParseResult Arguments, IServiceProvider Stores, ProgressDisplay Progress)
{
    public T Get<T>()
        where T : notnull => Stores.GetRequiredService<T>();
}

/// <summary>
/// Runs the action of a one-shot command: opens the stores, prints the result, and prints errors as plain text.
/// </summary>
internal static class CommandAction
{
    /// <summary>The option of every command for machine-readable output.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one JSON object on standard output.",
        Recursive = true,
    };

    /// <summary>Sets the action of a command that uses the stores.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">The action.</param>
    /// <param name="unavailable">The exit code if a store is unavailable or an unexpected error occurs.</param>
    /// <param name="withoutStores">Returns the output for arguments that require no store, otherwise null.</param>
    public static void SetStoreAction(
        this Command command, Func<CommandContext, CancellationToken, Task<CommandResult>> work,
        ExitCode unavailable = ExitCode.Unavailable, Func<ParseResult, string?>? withoutStores = null) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            if (withoutStores?.Invoke(arguments) is not { } output)
            {
                return (int)await RunAsync(arguments, work, unavailable, cancellationToken);
            }

            await arguments.InvocationConfiguration.Output.WriteLineAsync(output);
            return (int)ExitCode.Success;
        });

    private static async Task<ExitCode> RunAsync(
        ParseResult arguments, Func<CommandContext, CancellationToken, Task<CommandResult>> work, ExitCode unavailable,
        CancellationToken cancellationToken)
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
            return await FailAsync(arguments, ExitCode.Usage, exception.Failures.Select(failure => $"Configuration error: {failure}"));
        }
        catch (InvalidInputException exception)
        {
            return await FailAsync(arguments, ExitCode.Usage, [exception.Message]);
        }
        catch (PostgresException exception)
        {
            return await FailAsync(arguments, unavailable, [$"PostgreSQL returned an error: {exception.MessageText}{Advice(exception)}"]);
        }
        catch (NpgsqlException exception)
        {
            return await FailAsync(arguments, unavailable,
                [$"PostgreSQL is unreachable: {exception.Message}. Check ConnectionStrings__vqldb and that the server is running."]);
        }
        catch (ElasticsearchException exception)
        {
            return await FailAsync(arguments, unavailable, [$"Elasticsearch error: {exception.Message}{Advice(exception)}"]);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return await FailAsync(arguments, unavailable, [$"The connection was lost: {exception.Message}"]);
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
                ["The command was canceled. Completed writes are kept, and the command can be run again."]);
        }
        catch (Exception exception)
        {
            return await FailAsync(arguments, unavailable, [$"Unexpected error: {exception.GetType().Name}: {exception.Message}"]);
        }
    }

    private static string Advice(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.UndefinedTable ? ". Run the command 'migrate' first." : "";

    private static string Advice(ElasticsearchException exception) => exception.Failure?.Kind switch
    {
        ElasticsearchFailureKind.Unreachable or ElasticsearchFailureKind.Timeout =>
            ". Check ELASTICSEARCH_HOST, ELASTICSEARCH_PORT and that the server is running.",
        ElasticsearchFailureKind.Unauthorized => ". Check ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD.",
        _ => "",
    };

    private static async Task<ExitCode> FailAsync(ParseResult arguments, ExitCode code, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(line);
        }

        return code;
    }
}
