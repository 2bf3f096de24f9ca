using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.DeadLetters;
using Vql.SyncWorker.Streaming;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>dead-letters</c>.</summary>
internal static class DeadLettersCommand
{
    private const int All = int.MaxValue;

    public static Command Build() => new("dead-letters", """
        Manage the documents that the index rejects. The stream continues without them. They are stored with the reason.

        Examples:
          Vql.SyncWorker dead-letters list
          Vql.SyncWorker dead-letters retry
          Vql.SyncWorker dead-letters drop 0b9d7c8e-6a0a-5f38-9d6c-3a3a4dbe7f50
        """)
    {
        BuildList(),
        BuildRetry(),
        BuildDrop(),
    };

    private static Command BuildList()
    {
        var limit = new Option<int>("--limit")
        {
            Description = "Maximum number of dead letters to list, newest first.",
            DefaultValueFactory = _ => 100,
        };
        var command = new Command("list", "List the dead letters. The exit code is 1 if there are any.") { limit };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            var count = await table.CountAsync(cancellationToken);
            var letters = await table.ListAsync(context.Arguments.GetValue(limit), cancellationToken);
            return new CommandResult(
                count == 0 ? ExitCode.Success : ExitCode.Incomplete,
                [
                    $"{count:N0} dead letters",
                    .. letters.Select(letter =>
                        $"{letter.Entity} {letter.Uuid}: {letter.ErrorReason} (rejected {letter.Attempts} times, last {letter.LastAt:u})"),
                ],
                new JsonObject { ["count"] = count, ["dead_letters"] = new JsonArray([.. letters.Select(Json)]) });
        });
        return command;
    }

    private static Command BuildRetry()
    {
        var command = new Command("retry", "Index the current rows of the dead letters. The exit code is 1 if any are rejected again.");
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            var letters = await table.ListAsync(All, cancellationToken);
            foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
            {
                var name = DeadLetterTable.Name(entity.Entity);
                string[] uuids = [.. letters.Where(letter => letter.Entity == name).Select(letter => letter.Uuid)];
                await context.Get<DocumentIndexer>().WriteAsync(entity, uuids, cancellationToken);
            }

            // The running worker may add dead letters meanwhile. Those are not counted.
            var remaining = (await table.ListAsync(All, cancellationToken)).Select(letter => (letter.Entity, letter.Uuid)).ToHashSet();
            var rejected = letters.Count(letter => remaining.Contains((letter.Entity, letter.Uuid)));
            return new CommandResult(
                rejected == 0 ? ExitCode.Success : ExitCode.Incomplete,
                [$"{letters.Count - rejected:N0} accepted, {rejected:N0} rejected again"],
                new JsonObject { ["accepted"] = letters.Count - rejected, ["refused"] = rejected });
        });
        return command;
    }

    private static Command BuildDrop()
    {
        var uuids = new Argument<string[]>("uuids")
        {
            Description = "The UUIDs of the dead letters to delete. Default: all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "drop", "Delete dead letters. Their rows are kept; verify-sync reports the documents as missing or stale.") { uuids };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            string[] selected = context.Arguments.GetValue(uuids) is { Length: > 0 } arguments
                ? arguments
                : [.. (await table.ListAsync(All, cancellationToken)).Select(letter => letter.Uuid)];
            var dropped = await table.RemoveAsync(Entity.Contact, selected, cancellationToken)
                + await table.RemoveAsync(Entity.Company, selected, cancellationToken);
            return new CommandResult(ExitCode.Success, [$"{dropped:N0} dead letters deleted"], new JsonObject { ["dropped"] = dropped });
        });
        return command;
    }

    private static JsonNode Json(DeadLetter letter) => new JsonObject
    {
        ["entity"] = letter.Entity,
        ["uuid"] = letter.Uuid,
        ["version"] = letter.Version,
        ["error_type"] = letter.ErrorType,
        ["error_reason"] = letter.ErrorReason,
        ["document"] = letter.Document is { } document ? JsonNode.Parse(document) : null,
        ["attempts"] = letter.Attempts,
        ["last_at"] = letter.LastAt,
    };
}
