namespace Vql.AppHost.Commands;

/// <summary>Commands that stop and restart the search node, to demonstrate the fallback to PostgreSQL.</summary>
internal static class PauseCommands
{
    public const string Pause = "pause";
    public const string Resume = "resume";

    /// <summary>Adds the commands to the search resource.</summary>
    public static IResourceBuilder<T> WithPauseCommands<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        IResource resource = builder.Resource;
        builder.WithCommand(Pause, "Pause", context => PauseAsync(resource, context), new CommandOptions
        {
            Description = "Stop the search node, so that PostgreSQL answers all searches.",
            IconName = "Pause",
            IsHighlighted = true,
            UpdateState = context => IsStopped(context) ? ResourceCommandState.Hidden : WorkerCommandExtensions.EnabledWhenRunning(context),
        });
        return builder.WithCommand(Resume, "Resume", context => ResumeAsync(resource, context), new CommandOptions
        {
            Description = "Start the search node again and wait until it is healthy.",
            IconName = "Play",
            IsHighlighted = true,
            UpdateState = context => IsStopped(context) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        });
    }

    private static async Task<ExecuteCommandResult> PauseAsync(IResource resource, ExecuteCommandContext context) =>
        await ResourceLifecycle.From(context.Services).StopAsync(resource, context.CancellationToken) is { } error
            ? CommandResults.Failure($"'{resource.Name}' did not stop: {error}")
            : CommandText.Success($"'{resource.Name}' is paused. PostgreSQL answers all searches until you run 'Resume'.");

    private static async Task<ExecuteCommandResult> ResumeAsync(IResource resource, ExecuteCommandContext context) =>
        await ResourceLifecycle.From(context.Services).StartAsync(resource, isFinite: false, context.CancellationToken) is { } error
            ? CommandResults.Failure($"'{resource.Name}' did not start: {error} See its log.")
            : CommandText.Success($"'{resource.Name}' is healthy. Searches use it again within a few seconds.");

    private static bool IsStopped(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text is { } state
        && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.NotStarted);
}
