using System.Text.Json.Nodes;

namespace Vql.SyncWorker.Commands;

/// <summary>The result of a command.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Lines">The result as text.</param>
/// <param name="Json">The result as JSON.</param>
internal sealed record CommandResult(ExitCode Code, IReadOnlyList<string> Lines, JsonObject Json);
