using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Optimize;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>optimize</c>.</summary>
internal static class OptimizeCommand
{
    public static Command Build()
    {
        var apply = new Option<bool>("--apply") { Description = "Apply the recommendations that are safe to automate." };
        var command = new Command("optimize", """
            Recommend optimizations of both stores. For Elasticsearch: segments to merge, unsuitable refresh intervals and
            numbers of shards, and unused fields. For PostgreSQL: indexes that are missing for the filters in use, invalid or
            unused, and tables to vacuum or analyze. Nothing is changed without --apply.

            Examples:
              Vql.SyncWorker optimize
              Vql.SyncWorker optimize --apply
            """)
        {
            apply,
        };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var lines = new List<string>();
            var list = new JsonArray();
            foreach (var advice in await AdviseAsync(context, cancellationToken))
            {
                var isApplied = context.Arguments.GetValue(apply) && advice.Change is not null;
                if (isApplied)
                {
                    await advice.Change!.ApplyAsync(cancellationToken);
                }

                lines.Add($"{advice.Subject}: {advice.Text}{(isApplied ? " (applied)" : advice.Change is null ? "" : " (use --apply)")}");
                list.Add((JsonNode)new JsonObject
                {
                    ["id"] = advice.Id,
                    ["store"] = advice.Store,
                    ["subject"] = advice.Subject,
                    ["advice"] = advice.Text,
                    ["effect"] = advice.Change?.Effect,
                    ["can_apply"] = advice.Change is not null,
                    ["applied"] = isApplied,
                });
            }

            return new CommandResult(
                ExitCode.Success, lines.Count == 0 ? ["No recommendations."] : lines, new JsonObject { ["advice"] = list });
        });
        return command;
    }

    private static async Task<List<Advice>> AdviseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var advice = new List<Advice>();
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            advice.AddRange(await context.Get<Inspection>().AdviseAsync(entity, cancellationToken));
        }

        return advice;
    }
}
