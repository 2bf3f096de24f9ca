using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Reindex;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>reindex</c>.</summary>
internal static class ReindexCommand
{
    public static Command Build()
    {
        var shards = new Option<int>("--shards")
        {
            Description = "Number of primary shards of the new index.",
            DefaultValueFactory = _ => Storage.Elasticsearch.IndexDefinition.DefaultShards,
        };
        var noSwap = new Option<bool>("--no-swap")
        {
            Description = "Stop when the new index is ready. Run 'reindex swap' to continue.",
        };
        return new Command("reindex", """
            Build a new index without downtime. The old index serves searches, and changes are written to both. The new
            index is verified against PostgreSQL, then the alias is switched to it atomically. The old index is kept until
            drop-old. If the old index itself has the name of the alias, the first swap deletes it. Use resume to continue
            an interrupted reindex.

            Examples:
              Vql.SyncWorker reindex start contacts
              Vql.SyncWorker reindex status
              Vql.SyncWorker reindex drop-old contacts
            """)
        {
            Build("start", "Build and fill a new index, and switch searches to it.", [shards, noSwap], async (context, entity, cancelled) =>
            {
                var row = await context.Get<Reindexing>().StartAsync(entity, context.Arguments.GetValue(shards), cancelled);
                return await ContinueAsync(context, row, swap: !context.Arguments.GetValue(noSwap), cancelled);
            }),
            Build("resume", "Resume an interrupted reindex.", [noSwap], async (context, entity, cancellationToken) =>
            {
                var row = await OpenAsync(context, entity, cancellationToken);
                return await ContinueAsync(context, row, swap: !context.Arguments.GetValue(noSwap), cancellationToken);
            }),
            Build("swap", "Verify the new index and switch searches to it.", [], async (context, entity, cancellationToken) =>
            {
                var row = await OpenAsync(context, entity, cancellationToken);
                return row.State == ReindexStage.Ready
                    ? await context.Get<Reindexing>().SwapAsync(row, cancellationToken)
                    : throw new InvalidInputException($"{row.Target} is not ready yet. Run 'reindex resume {entity.Table}'.");
            }),
            Build("abort", "Delete the new index. Searches keep using the old one.", [], async (context, entity, cancellationToken) =>
                await context.Get<Reindexing>().AbortAsync(await OpenAsync(context, entity, cancellationToken), cancellationToken)),
            Build("drop-old", "Delete the replaced index.", [], async (context, entity, cancellationToken) =>
                await context.Get<ReindexTable>().FindAsync(entity, cancellationToken) is { State: ReindexStage.Swapped } row
                    ? await context.Get<Reindexing>().DropOldAsync(row, cancellationToken)
                    : throw new InvalidInputException($"There is no replaced index of {entity.Table}.")),
            BuildStatus(),
        };
    }

    private static Command BuildStatus()
    {
        var command = new Command("status", "List the reindexes, newest first.");
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var rows = await context.Get<ReindexTable>().ReadAsync(cancellationToken);
            return new CommandResult(
                ExitCode.Success,
                rows.Count == 0 ? ["There has been no reindex."] : [.. rows.Select(Describe)],
                new JsonObject { ["reindexes"] = new JsonArray([.. rows.Select(row => ToJson(row))]) });
        });
        return command;
    }

    private static Command Build(
        string name, string description, IReadOnlyList<Option> options,
        Func<CommandContext, EntityFields, CancellationToken, Task<ReindexRow>> work)
    {
        var entity = new Argument<string>("entity") { Description = "The entity: contacts or companies." };
        entity.AcceptOnlyFromAmong(FieldCatalogue.Contacts.Table, FieldCatalogue.Companies.Table);
        var command = new Command(name, description) { entity };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var fields = context.Arguments.GetValue(entity) == FieldCatalogue.Contacts.Table
                ? FieldCatalogue.Contacts
                : FieldCatalogue.Companies;
            var row = await work(context, fields, cancellationToken);
            return new CommandResult(ExitCode.Success, [Describe(row)], ToJson(row));
        });
        return command;
    }

    private static async Task<ReindexRow> ContinueAsync(
        CommandContext context, ReindexRow row, bool swap, CancellationToken cancellationToken)
    {
        var reindexing = context.Get<Reindexing>();
        row = await context.Progress.RunAsync(
            $"reindex {row.Entity.Table}", "rows", meter => reindexing.FillAsync(row, meter, cancellationToken));
        return swap ? await reindexing.SwapAsync(row, cancellationToken) : row;
    }

    private static async Task<ReindexRow> OpenAsync(CommandContext context, EntityFields entity, CancellationToken cancellationToken) =>
        await context.Get<ReindexTable>().FindAsync(entity, cancellationToken) is { IsOpen: true } row
            ? row
            : throw new InvalidInputException($"No reindex of {entity.Table} is in progress. Run 'reindex start {entity.Table}'.");

    private static string Describe(ReindexRow row)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Entity.Table}: {row.Target} {ReindexTable.NameOf(row.State)}, {row.Documents:N0} documents, started {row.StartedAt:u}");
        return row.State switch
        {
            ReindexStage.Filling => $"{text}; run 'reindex resume {row.Entity.Table}' to continue",
            ReindexStage.Ready => $"{text}; run 'reindex swap {row.Entity.Table}' to switch searches to it",
            ReindexStage.Swapped when row.Previous is { } previous =>
                $"{text}; run 'reindex drop-old {row.Entity.Table}' to delete {previous}",
            _ => text,
        };
    }

    private static JsonObject ToJson(ReindexRow row) => new()
    {
        ["entity"] = row.Entity.Table,
        ["target"] = row.Target,
        ["previous"] = row.Previous,
        ["state"] = ReindexTable.NameOf(row.State),
        ["documents"] = row.Documents,
        ["started_at"] = row.StartedAt.ToString("O", CultureInfo.InvariantCulture),
    };
}
