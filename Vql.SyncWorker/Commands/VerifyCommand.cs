using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>verify-sync</c>.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var examples = new Option<int>("--examples")
        {
            Description = "Maximum number of UUIDs to list for each kind of difference.",
            DefaultValueFactory = _ => 100,
        };
        var repair = new Option<bool>("--repair") { Description = "Repair the differences. Safe during concurrent writes." };
        var command = new Command("verify-sync", """
            Compare every row with its document, range by range. Differences are rows without a document (missing),
            documents without a row (extra), documents of an earlier version of the row (stale), and documents with other
            content than their row (different). The command waits for changes that the stream has not reached yet. Rows that
            keep changing are counted as pending, not as differences. Words of rows that are missing in PostgreSQL's term
            dictionary are differences as well, for example after triggers were disabled.

            Exit codes: 0 equal or repaired; 1 different; 2 comparison failed.

            Examples:
              Vql.SyncWorker verify-sync --json
              Vql.SyncWorker verify-sync --repair
            """)
        {
            examples, repair,
        };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            await context.Get<LoadSettings>().RestoreInterruptedAsync(cancellationToken);
            var request = new VerifyRequest
            {
                Repair = context.Arguments.GetValue(repair),
                Examples = context.Arguments.GetValue(examples),
            };
            var reports = new Dictionary<EntityFields, VerifyReport>();
            foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
            {
                reports[entity] = await context.Progress.RunAsync(
                    $"verify {entity.Table}", "rows",
                    meter => context.Get<Verification>().VerifyAsync(entity, request, meter, cancellationToken));
            }

            return Describe(reports);
        }, unavailable: ExitCode.Usage);
        return command;
    }

    private static CommandResult Describe(Dictionary<EntityFields, VerifyReport> reports)
    {
        var equal = reports.Values.All(report => report.IsEqual);
        var json = new JsonObject { ["equal"] = equal };
        var lines = new List<string>();
        foreach (var (entity, report) in reports)
        {
            lines.AddRange(Lines(entity, report));
            json[entity.Table] = Describe(report);
        }

        var unreached = reports.Values.Sum(report => report.Unreached);
        lines.Add(equal ? "equal"
            : unreached > 0 ? "unknown: the change stream makes no progress. Check that the worker is running ('run')"
            : "different: run 'verify-sync --repair' to repair the index");
        return new CommandResult(equal ? ExitCode.Success : unreached > 0 ? ExitCode.Usage : ExitCode.Incomplete, lines, json);
    }

    private static IEnumerable<string> Lines(EntityFields entity, VerifyReport report)
    {
        yield return $"{entity.Table}: {report.Rows:N0} rows, {report.Documents:N0} documents in {report.Elapsed.TotalSeconds:0.0} s: "
            + (report.Differences == 0
                ? "equal"
                : string.Join(", ", Enum.GetValues<DifferenceKind>().Select(kind => $"{report.Count(kind):N0} {Name(kind)}"))
                    + $"; {report.Repaired:N0} repaired");
        if (report.Pending > 0)
        {
            yield return $"  {report.Pending:N0} rows kept changing during the comparison";
        }

        if (report.MissingWords > 0)
        {
            var action = report.WordsRepaired ? "added to" : "missing in";
            yield return $"  {report.MissingWords:N0} words of {entity.Table} {action} the term dictionary";
        }

        if (report.ClampedDates > 0)
        {
            yield return $"  {report.ClampedDates:N0} rows have a date outside of the years 1 to 9999, "
                + "which is shown as the nearest valid date";
        }

        if (report.Unreached > 0)
        {
            yield return $"  {report.Unreached:N0} differences are unconfirmed: the change stream has not reached the commits before them";
        }

        foreach (var kind in Enum.GetValues<DifferenceKind>())
        {
            foreach (var uuid in report.Examples(kind))
            {
                yield return $"  {Name(kind)} {uuid}";
            }

            if (report.Count(kind) > report.Examples(kind).Count)
            {
                yield return $"  {Name(kind)}: {report.Count(kind) - report.Examples(kind).Count:N0} more";
            }
        }
    }

    private static JsonObject Describe(VerifyReport report)
    {
        var described = new JsonObject
        {
            ["rows"] = report.Rows,
            ["documents"] = report.Documents,
            ["equal"] = report.IsEqual,
            ["pending"] = report.Pending,
            ["unreached"] = report.Unreached,
            ["repaired"] = report.Repaired,
            ["missing_words"] = report.MissingWords,
            ["clamped_dates"] = report.ClampedDates,
            ["ranges_read"] = report.RangesRead,
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
        };
        foreach (var kind in Enum.GetValues<DifferenceKind>())
        {
            described[Name(kind)] = report.Count(kind);
            described[$"{Name(kind)}_uuids"] = new JsonArray([.. report.Examples(kind).Select(uuid => JsonValue.Create(uuid))]);
        }

        return described;
    }

    private static string Name(DifferenceKind kind) => kind.ToString().ToLowerInvariant();
}
