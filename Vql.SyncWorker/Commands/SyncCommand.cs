using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Sync;

namespace Vql.SyncWorker.Commands;

/// <summary>The commands <c>sync-contacts</c> and <c>sync-companies</c>.</summary>
internal static class SyncCommand
{
    public static Command Build(string name, EntityFields entity)
    {
        var limit = new Option<long?>("--limit")
        {
            Description = "Maximum number of rows to index, oldest first. Default: all; documents without a row are then deleted.",
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
            {
                result.AddError("--limit must be at least 1.");
            }
        });
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Index only the rows that changed since this time, by updated_at, created_at and deleted_at. "
                + "For contacts, changes of their companies count as well.",
        };
        var file = new Option<FileInfo?>("--where-uuid-file")
        {
            Description = "Index only the rows with the UUIDs in this file, one per line. "
                + "The documents of UUIDs without a row are deleted.",
        };
        var command = new Command(name, $"""
            Index the {entity.Table} in PostgreSQL. The index is created if it is missing. A document with a newer version
            is kept, so syncs can run concurrently. A full sync resumes when it is run again after an interruption.

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
                result.AddError("--where-uuid-file cannot be combined with --limit or --since.");
            }
        });
        command.SetStoreAction(async (context, cancellationToken) =>
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
            throw new InvalidInputException($"The file {file.FullName} does not exist.");
        }

        var lines = await File.ReadAllLinesAsync(file.FullName, cancellationToken);
        return [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0).Distinct()];
    }

    private static CommandResult Describe(EntityFields entity, SyncReport report) => new(
        report.Rejected.Count == 0 ? ExitCode.Success : ExitCode.Incomplete,
        [
            (report.Resumed ? "resumed an interrupted sync: " : "")
            + $"{report.Indexed:N0} {entity.Table} indexed ({report.RowsPerSecond:N0} rows/s), {report.Stale:N0} already up to date, "
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
