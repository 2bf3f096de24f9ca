using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Reindex;

namespace Vql.SyncWorker.Commands;

/// <summary><c>reindex</c>.</summary>
internal static class ReindexCommand
{
    public static Command Build()
    {
        var shards = new Option<int>("--shards") { Description = "How many parts the new index has.", DefaultValueFactory = _ => Storage.Elasticsearch.IndexDefinition.DefaultShards };
        var noSwap = new Option<bool>("--no-swap") { Description = "Stop when the new index is ready; reindex swap goes on." };
        return new Command("reindex", """
            Builds a new index while the old one serves and changes go to both, proves it equal to PostgreSQL, and has
            the name stand for it in one step. The old one stays until drop-old; but an index that bears the name itself
            goes with the first swap, since the name becomes an alias. A reindex that was killed goes on with resume.

            Examples:
              Vql.SyncWorker reindex start contacts
              Vql.SyncWorker reindex status
              Vql.SyncWorker reindex drop-old contacts
            """)
        {
            Build("start", "Builds a new index, fills it, and swaps it in.", [shards, noSwap], async (context, entity, cancellationToken) =>
            {
                var row = await context.Get<Reindexing>().StartAsync(entity, context.Arguments.GetValue(shards), cancellationToken);
                return await GoOnAsync(context, row, swap: !context.Arguments.GetValue(noSwap), cancellationToken);
            }),
            Build("resume", "Goes on with one that was cut short.", [noSwap], async (context, entity, cancellationToken) =>
                await GoOnAsync(context, await OpenAsync(context, entity, cancellationToken), swap: !context.Arguments.GetValue(noSwap), cancellationToken)),
            Build("swap", "Has searches use the new index, which is verified once more.", [], async (context, entity, cancellationToken) =>
            {
                var row = await OpenAsync(context, entity, cancellationToken);
                return row.State == "ready"
                    ? await context.Get<Reindexing>().SwapAsync(row, cancellationToken)
                    : throw new InvalidInputException($"{row.Target} is not ready yet. Run: reindex resume {entity.Table}");
            }),
            Build("abort", "Gives the new index up; the old one serves on.", [], async (context, entity, cancellationToken) =>
                await context.Get<Reindexing>().AbortAsync(await OpenAsync(context, entity, cancellationToken), cancellationToken)),
            Build("drop-old", "Deletes the index that was replaced.", [], async (context, entity, cancellationToken) =>
                await context.Get<ReindexTable>().FindAsync(entity, cancellationToken) is { State: "swapped" } row
                    ? await context.Get<Reindexing>().DropOldAsync(row, cancellationToken)
                    : throw new InvalidInputException($"no index of {entity.Table} was replaced whose old one is still there")),
            BuildStatus(),
        };
    }

    private static Command BuildStatus()
    {
        var command = new Command("status", "Lists the reindexes, the latest first.");
        command.Runs(async (context, cancellationToken) =>
        {
            var rows = await context.Get<ReindexTable>().ReadAsync(cancellationToken);
            return new CommandResult(
                ExitCode.Done,
                rows.Count == 0 ? ["there was no reindex yet"] : [.. rows.Select(Describe)],
                new JsonObject { ["reindexes"] = new JsonArray([.. rows.Select(row => ToJson(row))]) });
        });
        return command;
    }

    private static Command Build(
        string name, string description, IReadOnlyList<Option> options, Func<CommandContext, EntityFields, CancellationToken, Task<ReindexRow>> work)
    {
        var entity = new Argument<string>("entity") { Description = "contacts or companies" };
        entity.AcceptOnlyFromAmong(FieldCatalogue.Contacts.Table, FieldCatalogue.Companies.Table);
        var command = new Command(name, description) { entity };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Runs(async (context, cancellationToken) =>
        {
            var fields = context.Arguments.GetValue(entity) == FieldCatalogue.Contacts.Table ? FieldCatalogue.Contacts : FieldCatalogue.Companies;
            var row = await work(context, fields, cancellationToken);
            return new CommandResult(ExitCode.Done, [Describe(row)], ToJson(row));
        });
        return command;
    }

    private static async Task<ReindexRow> GoOnAsync(CommandContext context, ReindexRow row, bool swap, CancellationToken cancellationToken)
    {
        var reindexing = context.Get<Reindexing>();
        row = await context.Progress.RunAsync($"reindex {row.Entity.Table}", "rows", meter => reindexing.FillAsync(row, meter, cancellationToken));
        return swap ? await reindexing.SwapAsync(row, cancellationToken) : row;
    }

    private static async Task<ReindexRow> OpenAsync(CommandContext context, EntityFields entity, CancellationToken cancellationToken) =>
        await context.Get<ReindexTable>().FindAsync(entity, cancellationToken) is { IsOpen: true } row
            ? row
            : throw new InvalidInputException($"no reindex of {entity.Table} is under way. Run: reindex start {entity.Table}");

    private static string Describe(ReindexRow row)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{row.Entity.Table}: {row.Target} {row.State}, {row.Documents:N0} documents, started {row.StartedAt:u}");
        return row.State switch
        {
            "filling" => $"{text}; reindex resume {row.Entity.Table} goes on with it",
            "ready" => $"{text}; reindex swap {row.Entity.Table} takes it into use",
            "swapped" when row.Previous is not null => $"{text}; {row.Previous} is kept until reindex drop-old {row.Entity.Table}",
            _ => text,
        };
    }

    private static JsonObject ToJson(ReindexRow row) => new()
    {
        ["entity"] = row.Entity.Table,
        ["target"] = row.Target,
        ["previous"] = row.Previous,
        ["state"] = row.State,
        ["documents"] = row.Documents,
        ["started_at"] = row.StartedAt.ToString("O", CultureInfo.InvariantCulture),
    };
}
