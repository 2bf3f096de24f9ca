using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Commands;

/// <summary><c>sync-contacts</c> and <c>sync-companies</c>.</summary>
internal static class SyncCommand
{
    public static Command Build(string name, EntityFields entity)
    {
        var limit = new Option<long?>("--limit") { Description = "Index at most so many, the oldest rows first; without it all, and documents without a row are deleted." };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
            {
                result.AddError("--limit must be 1 or more");
            }
        });
        var command = new Command(name, $"""
            Indexes the {entity.Table} of PostgreSQL. Creates the index where it is missing. A document that is newer than
            its row was when it was read is left alone, so syncs may run at the same time.

            Example:
              Vql.SyncWorker {name} --limit 10000
            """)
        {
            limit,
        };
        command.Runs(async (context, cancellationToken) =>
        {
            var report = await context.Progress.RunAsync(name, entity.Table, meter => context.Get<FullSync>().SyncAsync(
                entity, context.Arguments.GetValue(limit), meter, cancellationToken));
            return Describe(entity, report);
        });
        return command;
    }

    private static CommandResult Describe(EntityFields entity, SyncReport report) => new(
        report.Rejected.Count == 0 ? ExitCode.Done : ExitCode.Incomplete,
        [
            $"{report.Indexed:N0} {entity.Table} indexed ({report.RowsPerSecond:N0} rows/s), {report.Stale:N0} were newer in the index, "
            + $"{report.Deleted:N0} without a row deleted, {report.Rejected.Count:N0} rejected",
            .. report.Rejected.Examples.Select(example => $"{example.Id}: {example.ErrorReason}"),
        ],
        new JsonObject
        {
            ["indexed"] = report.Indexed,
            ["stale"] = report.Stale,
            ["deleted"] = report.Deleted,
            ["rejected"] = report.Rejected.Count,
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        });
}
