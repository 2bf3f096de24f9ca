using System.Text.Json.Nodes;

namespace Vql.SyncWorker.Commands;

/// <summary>What a command came to.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Lines">For people.</param>
/// <param name="Json">For scripts.</param>
internal sealed record CommandResult(ExitCode Code, IReadOnlyList<string> Lines, JsonObject Json);
