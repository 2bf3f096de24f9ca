using System.Text.Json;

namespace Vql.AppHost.Commands;

/// <summary>A command of the dashboard and of the Aspire CLI that runs the worker's command line.</summary>
/// <param name="Name">The name, as the CLI takes it.</param>
/// <param name="DisplayName">The name in the dashboard.</param>
/// <param name="Description">The description, an imperative sentence.</param>
internal sealed record WorkerCommand(string Name, string DisplayName, string Description)
{
    /// <summary>What the command works on. Commands of the same kind do not run at the same time.</summary>
    public required string Kind { get; init; }

    /// <summary>A Fluent icon name.</summary>
    public required string Icon { get; init; }

    /// <summary>Whether the dashboard shows the command beside the resource and not only in its menu.</summary>
    public bool IsHighlighted { get; init; }

    /// <summary>The question to confirm before the command runs; null when it does not delete anything.</summary>
    public string? Confirmation { get; init; }

    /// <summary>The arguments that the user is asked for.</summary>
    public IReadOnlyList<CommandInput> Inputs { get; init; } = [];

    /// <summary>The worker's command lines for the given arguments, in the order in which they run.</summary>
    public required Func<InteractionInputCollection, IReadOnlyList<string[]>> CommandLines { get; init; }

    /// <summary>Describes the results of the command lines in a sentence or two.</summary>
    public required Func<IReadOnlyList<JsonElement>, string> Describe { get; init; }
}
