using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.DeadLetters;
using Vql.SyncWorker.Streaming;

namespace Vql.SyncWorker.Commands;

/// <summary><c>dead-letters</c>.</summary>
internal static class DeadLettersCommand
{
    private const int All = int.MaxValue;

    public static Command Build() => new("dead-letters", """
        Documents that the index refuses. The stream goes on without them; they stay here with the reason.

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
        var limit = new Option<int>("--limit") { Description = "At most so many, the latest first.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists them. Ends with 1 when there are any.") { limit };
        command.Runs(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            var count = await table.CountAsync(cancellationToken);
            var letters = await table.ListAsync(context.Arguments.GetValue(limit), cancellationToken);
            return new CommandResult(
                count == 0 ? ExitCode.Done : ExitCode.Incomplete,
                [
                    $"{count:N0} dead letters",
                    .. letters.Select(letter => $"{letter.Entity} {letter.Uuid}: {letter.ErrorReason} (refused {letter.Attempts} times, last {letter.LastAt:u})"),
                ],
                new JsonObject { ["count"] = count, ["dead_letters"] = new JsonArray([.. letters.Select(Json)]) });
        });
        return command;
    }

    private static Command BuildRetry()
    {
        var command = new Command("retry", "Indexes their rows again as they are now. Ends with 1 when some are refused again.");
        command.Runs(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            var letters = await table.ListAsync(All, cancellationToken);
            foreach (var entity in new[] { FieldCatalogue.Companies, FieldCatalogue.Contacts })
            {
                string[] uuids = [.. letters.Where(letter => letter.Entity == DeadLetterTable.Name(entity.Entity)).Select(letter => letter.Uuid)];
                await context.Get<DocumentIndexer>().WriteAsync(entity, uuids, cancellationToken);
            }

            var left = await table.CountAsync(cancellationToken);
            return new CommandResult(
                left == 0 ? ExitCode.Done : ExitCode.Incomplete,
                [$"{letters.Count - left:N0} accepted, {left:N0} refused again"],
                new JsonObject { ["accepted"] = letters.Count - left, ["refused"] = left });
        });
        return command;
    }

    private static Command BuildDrop()
    {
        var uuids = new Argument<string[]>("uuids") { Description = "Which; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("drop", "Forgets them. Their rows stay; verify-sync finds that their documents are missing or stale.") { uuids };
        command.Runs(async (context, cancellationToken) =>
        {
            var table = context.Get<DeadLetterTable>();
            string[] named = context.Arguments.GetValue(uuids) is { Length: > 0 } given
                ? given
                : [.. (await table.ListAsync(All, cancellationToken)).Select(letter => letter.Uuid)];
            var dropped = await table.RemoveAsync(Entity.Contact, named, cancellationToken) + await table.RemoveAsync(Entity.Company, named, cancellationToken);
            return new CommandResult(ExitCode.Done, [$"{dropped:N0} dropped"], new JsonObject { ["dropped"] = dropped });
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
