using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Commands;

/// <summary>Adds the worker's commands to a resource.</summary>
internal static class WorkerCommandExtensions
{
    private const int Done = 0;
    private const int Incomplete = 1;
    private const int Unavailable = 3;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds the commands that run the worker's command line against the stores.</summary>
    /// <param name="builder">The sync worker. Verification depends on its change stream.</param>
    /// <param name="stores">The stores.</param>
    public static IResourceBuilder<T> WithWorkerCommands<T>(this IResourceBuilder<T> builder, Stores stores)
        where T : IResource
    {
        builder.ApplicationBuilder.Services.TryAddSingleton<RunningCommands>();
        var repository = Path.GetFullPath("..", builder.ApplicationBuilder.AppHostDirectory);
        foreach (var command in WorkerCommands.All(repository))
        {
            builder.WithCommand(command.Name, command.DisplayName, context => ExecuteAsync(command, stores, context), new CommandOptions
            {
                Description = command.Description,
                IconName = command.Icon,
                IsHighlighted = command.IsHighlighted,
                ConfirmationMessage = command.Confirmation,
                Arguments = [.. command.Inputs.Select(input => input.Create())],
                ValidateArguments = context => ValidateAsync(command, context),
                UpdateState = EnabledWhenRunning,
            });
        }

        return builder.WithCommand("cancel", "Cancel commands", CancelAsync, new CommandOptions
        {
            Description = "Cancel the commands of this resource that are running.",
            IconName = "RecordStop",
        });
    }

    /// <summary>Enables a command while its resource is running.</summary>
    public static ResourceCommandState EnabledWhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static async Task<ExecuteCommandResult> CancelAsync(ExecuteCommandContext context)
    {
        var canceled = await context.Services.GetRequiredService<RunningCommands>().CancelAsync();
        return canceled.Count == 0
            ? CommandText.Success("No command is running.")
            : CommandText.Success($"Canceled: {string.Join(", ", canceled)}.");
    }

    private static Task ValidateAsync(WorkerCommand command, InputsDialogValidationContext context)
    {
        foreach (var (input, argument) in command.Inputs.Zip(context.Inputs))
        {
            if (input.Validate(argument.Value ?? "") is { } error)
            {
                context.AddValidationError(argument, error);
            }
        }

        return Task.CompletedTask;
    }

    private static Task<ExecuteCommandResult> ExecuteAsync(WorkerCommand command, Stores stores, ExecuteCommandContext context) =>
        context.Services.GetRequiredService<RunningCommands>().RunAsync(
            command.Kind, command.DisplayName, cancellationToken => RunAsync(command, stores, context, cancellationToken),
            context.CancellationToken);

    private static async Task<ExecuteCommandResult> RunAsync(
        WorkerCommand command, Stores stores, ExecuteCommandContext context, CancellationToken cancellationToken)
    {
        var environment = await ConnectAsync(stores, cancellationToken);
        var results = new List<JsonElement>();
        var isComplete = true;
        foreach (var line in command.CommandLines(context.Arguments))
        {
            var output = await WorkerProcess.RunAsync(line, environment, context.Logger, cancellationToken);
            if (cancellationToken.IsCancellationRequested && output.ExitCode != Done)
            {
                return CommandResults.Canceled();
            }

            if (output.Result is not { } result)
            {
                return CommandResults.Failure(DescribeFailure(command, output));
            }

            results.Add(result);
            isComplete &= output.ExitCode == Done;
        }

        var message = command.Describe(results);
        foreach (var line in message.Split('\n'))
        {
            Log.CommandOutput(context.Logger, command.Name, line);
        }

        var json = ToJson(message, results);
        return isComplete
            ? CommandResults.Success(message, json, CommandResultFormat.Json)
            : CommandResults.Failure(message, json, CommandResultFormat.Json);
    }

    // The Aspire CLI prints this object. It prints the message only for a failed command.
    private static string ToJson(string message, List<JsonElement> results)
    {
        var json = new JsonObject { ["summary"] = message };
        if (results is [var only])
        {
            foreach (var member in only.EnumerateObject())
            {
                json[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }
        else
        {
            json["results"] = new JsonArray([.. results.Select(result => JsonNode.Parse(result.GetRawText()))]);
        }

        return json.ToJsonString(Indented);
    }

    private static async Task<Dictionary<string, string?>> ConnectAsync(Stores stores, CancellationToken cancellationToken) => new()
    {
        [$"ConnectionStrings__{Stores.DatabaseName}"] = await stores.Database.Resource.GetConnectionStringAsync(cancellationToken),
        [$"ConnectionStrings__{Stores.SearchName}"] = await stores.Search.Resource.GetConnectionStringAsync(cancellationToken),
    };

    private static string DescribeFailure(WorkerCommand command, WorkerOutput output)
    {
        var reason = output.ExitCode is >= Incomplete and <= Unavailable && output.Errors is [.., var last]
            ? last
            : $"exit code {output.ExitCode}. See the log for the reason.";
        return output.ExitCode == Unavailable
            ? $"{command.DisplayName} failed because a store is unavailable: {reason}"
            : $"{command.DisplayName} failed: {reason}";
    }
}
