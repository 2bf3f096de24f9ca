using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Optimize;

namespace Vql.SyncWorker.Commands;

/// <summary><c>optimize</c>.</summary>
internal static class OptimizeCommand
{
    public static Command Build()
    {
        var apply = new Option<bool>("--apply") { Description = "Do what can be done without a decision." };
        var command = new Command("optimize", """
            Says what would do both stores good: segments to merge, refresh intervals and numbers of shards that do not
            fit, fields that no search uses; indexes of PostgreSQL that are missing for the filters in use, invalid or
            unused, tables to vacuum or analyze. Changes nothing unless told to.

            Examples:
              Vql.SyncWorker optimize
              Vql.SyncWorker optimize --apply
            """)
        {
            apply,
        };
        command.Runs(async (context, cancellationToken) =>
        {
            var lines = new List<string>();
            var list = new JsonArray();
            foreach (var advice in await AdviseAsync(context, cancellationToken))
            {
                var isApplied = context.Arguments.GetValue(apply) && advice.Apply is not null;
                if (isApplied)
                {
                    await advice.Apply!(cancellationToken);
                }

                lines.Add($"{advice.Subject}: {advice.Text}{(isApplied ? " (done)" : advice.Apply is null ? "" : " (--apply does it)")}");
                list.Add((JsonNode)new JsonObject
                {
                    ["store"] = advice.Store,
                    ["subject"] = advice.Subject,
                    ["advice"] = advice.Text,
                    ["can_apply"] = advice.Apply is not null,
                    ["applied"] = isApplied,
                });
            }

            return new CommandResult(ExitCode.Done, lines.Count == 0 ? ["nothing to do"] : lines, new JsonObject { ["advice"] = list });
        });
        return command;
    }

    private static async Task<List<Advice>> AdviseAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var advice = new List<Advice>();
        foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
        {
            advice.AddRange(await context.Get<IndexAdvisor>().AdviseAsync(entity, cancellationToken));
            advice.AddRange(await context.Get<DatabaseAdvisor>().AdviseAsync(entity, cancellationToken));
        }

        return advice;
    }
}
