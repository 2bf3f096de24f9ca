using System.Text.Json;

namespace Vql.AppHost.Commands;

/// <summary>A command of the dashboard and of the Aspire CLI that runs the worker's command line.</summary>
/// <param name="Name">The name for the CLI.</param>
/// <param name="DisplayName">The name in the dashboard.</param>
/// <param name="Description">The description, an imperative sentence.</param>
internal sealed record WorkerCommand(string Name, string DisplayName, string Description)
{
    /// <summary>The kind. Commands of the same kind do not run at the same time.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of a Fluent icon.</summary>
    public required string Icon { get; init; }

    /// <summary>Whether the dashboard shows the command next to the resource and not only in its menu.</summary>
    public bool IsHighlighted { get; init; }

    /// <summary>The question that the user must confirm. Null if the command deletes nothing.</summary>
    public string? Confirmation { get; init; }

    /// <summary>The arguments that the user enters.</summary>
    public IReadOnlyList<CommandInput> Inputs { get; init; } = [];

    /// <summary>Returns the command lines of the worker for the arguments, in execution order.</summary>
    public required Func<InteractionInputCollection, IReadOnlyList<string[]>> CommandLines { get; init; }

    /// <summary>Describes the results of the command lines in one or two sentences.</summary>
    public required Func<IReadOnlyList<JsonElement>, string> Describe { get; init; }
}
