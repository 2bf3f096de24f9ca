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
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only what changed since, by updated_at, created_at and deleted_at; of contacts also those whose company did." };
        var file = new Option<FileInfo?>("--where-uuid-file") { Description = "Only the rows whose uuids the file lists, one a line; documents of those without a row are deleted." };
        var command = new Command(name, $"""
            Indexes the {entity.Table} of PostgreSQL. Creates the index where it is missing. A document that is newer than
            its row was when it was read is left alone, so syncs may run at the same time. A sync of everything that
            was killed goes on where it was when it is run again.

            Examples:
              Vql.SyncWorker {name}
              Vql.SyncWorker {name} --limit 10000
              Vql.SyncWorker {name} --since 2026-01-31T12:00:00Z
            """)
        {
            limit, since, file,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is not null && (result.GetValue(limit) is not null || result.GetValue(since) is not null))
            {
                result.AddError("--where-uuid-file names the rows: leave --limit and --since out");
            }
        });
        command.Runs(async (context, cancellationToken) =>
        {
            var request = new SyncRequest
            {
                Limit = context.Arguments.GetValue(limit),
                Since = context.Arguments.GetValue(since),
                Uuids = await ReadUuidsAsync(context.Arguments.GetValue(file), cancellationToken),
            };
            var report = await context.Progress.RunAsync(
                name, entity.Table, meter => context.Get<FullSync>().SyncAsync(entity, request, meter, cancellationToken));
            return Describe(entity, report);
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>?> ReadUuidsAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return null;
        }

        if (!file.Exists)
        {
            throw new InvalidInputException($"there is no file {file.FullName}");
        }

        var lines = await File.ReadAllLinesAsync(file.FullName, cancellationToken);
        return [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0).Distinct()];
    }

    private static CommandResult Describe(EntityFields entity, SyncReport report) => new(
        report.Rejected.Count == 0 ? ExitCode.Done : ExitCode.Incomplete,
        [
            (report.Resumed ? "went on where the last sync was cut short: " : "")
            + $"{report.Indexed:N0} {entity.Table} indexed ({report.RowsPerSecond:N0} rows/s), {report.Stale:N0} were newer in the index, "
            + $"{report.Deleted:N0} without a row deleted, {report.Rejected.Count:N0} rejected",
            .. report.Rejected.Examples.Select(example => $"{example.Id}: {example.ErrorReason}"),
        ],
        new JsonObject
        {
            ["indexed"] = report.Indexed,
            ["stale"] = report.Stale,
            ["deleted"] = report.Deleted,
            ["rejected"] = report.Rejected.Count,
            ["resumed"] = report.Resumed,
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        });
}
