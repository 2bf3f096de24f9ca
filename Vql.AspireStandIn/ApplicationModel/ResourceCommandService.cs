using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command came to.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it is for.</summary>
    public required bool Success { get; init; }

    /// <summary>Why not.</summary>
    public string? ErrorMessage { get; init; }
}

/// <summary>Runs commands of resources: <c>resource-start</c>, <c>resource-stop</c>, <c>resource-restart</c>.</summary>
public sealed class ResourceCommandService
{
    internal Orchestrator? Orchestrator { get; set; }

    /// <summary>Runs a command.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (Orchestrator?.Find(resourceId) is not { } runner)
        {
            return new ExecuteCommandResult { Success = false, ErrorMessage = $"Resource '{resourceId}' not found." };
        }

        switch (commandName)
        {
            case "resource-start":
                runner.Start();
                break;
            case "resource-stop":
                await runner.StopAsync(cancellationToken);
                break;
            case "resource-restart":
                await runner.StopAsync(cancellationToken);
                runner.Start();
                break;
            default:
                return new ExecuteCommandResult { Success = false, ErrorMessage = $"Command '{commandName}' not available for resource '{resourceId}'." };
        }

        return new ExecuteCommandResult { Success = true };
    }

    /// <summary>Runs a command.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
}
