using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Vql.AppHost.Stack;

namespace Vql.AppHost.Commands;

/// <summary>The command that deletes all data of the embedded stores and loads the initial data again.</summary>
internal static class ResetCommand
{
    public const string Name = "reset";

    private const string DisplayName = "Reset data";

    /// <summary>Adds the command to the PostgreSQL resource.</summary>
    /// <param name="database">The PostgreSQL resource.</param>
    /// <param name="search">The search node.</param>
    /// <param name="state">The folder with the data of both stores.</param>
    public static void WithResetCommand(this IResourceBuilder<IResource> database, IResourceBuilder<IResource> search, StateFolder state)
    {
        database.ApplicationBuilder.Services.TryAddSingleton<RunningCommands>();
        IResource[] stores = [database.Resource, search.Resource];
        database.WithCommand(Name, DisplayName, context => ExecuteAsync(stores, state, context), new CommandOptions
        {
            Description = "Delete all data of PostgreSQL and the search node and load the initial data again.",
            ConfirmationMessage = "Delete all companies, contacts and saved searches, and load the initial data again? "
                + "Everything that was imported or changed is lost.",
            IconName = "ArrowReset",
            UpdateState = WorkerCommandExtensions.EnabledWhenRunning,
        });
    }

    private static Task<ExecuteCommandResult> ExecuteAsync(IResource[] stores, StateFolder state, ExecuteCommandContext context)
    {
        // An interrupted reset would leave the stack without data, so a client that disconnects does not cancel it.
        var lifetime = context.Services.GetRequiredService<IHostApplicationLifetime>();
        var running = context.Services.GetRequiredService<RunningCommands>();
        return running.RunAsync(Name, DisplayName, async cancellationToken =>
        {
            await running.CancelAsync(exceptKind: Name);
            return await ResetAsync(stores, state, context, cancellationToken);
        }, lifetime.ApplicationStopping);
    }

    private static async Task<ExecuteCommandResult> ResetAsync(
        IResource[] stores, StateFolder state, ExecuteCommandContext context, CancellationToken cancellationToken)
    {
        var model = context.Services.GetRequiredService<DistributedApplicationModel>().Resources;
        var resources = StartOrder.Of(model, stores);
        var lifecycle = ResourceLifecycle.From(context.Services);
        foreach (var resource in resources.Reverse())
        {
            Log.ResetStopping(context.Logger, resource.Name);
            if (await lifecycle.StopAsync(resource, cancellationToken) is { } error)
            {
                return CommandResults.Failure($"'{resource.Name}' did not stop, and no data was deleted: {error}");
            }
        }

        Log.ResetDeleting(context.Logger);
        state.DeleteStores();
        foreach (var resource in resources)
        {
            Log.ResetStarting(context.Logger, resource.Name);
            if (await lifecycle.StartAsync(resource, StartOrder.IsFinite(model, resource), cancellationToken) is { } error)
            {
                return CommandResults.Failure(
                    $"The data was deleted, but '{resource.Name}' did not start: {error} See its log, then run '{DisplayName}' again.");
            }
        }

        return CommandText.Success("The data was reset, and the initial data is loaded.");
    }
}
