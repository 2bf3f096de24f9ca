using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Sync;
using Vql.SyncWorker.Verify;

namespace Vql.SyncWorker.Commands;

/// <summary><c>verify-sync</c>.</summary>
internal static class VerifyCommand
{
    public static Command Build()
    {
        var examples = new Option<int>("--examples")
        {
            Description = "How many uuids of each sort of difference to list.",
            DefaultValueFactory = _ => 100,
        };
        var repair = new Option<bool>("--repair") { Description = "Mend what differs, safely while writers are at work." };
        var command = new Command("verify-sync", """
            Compares every row with its document, range by range: rows that are missing in the index, documents that no
            row stands behind (extra), documents that were left behind when their row changed (stale), and documents
            that hold something else than their row did (different). What the stream has not reached yet is waited for;
            what keeps changing is counted as pending and is no difference. Words of rows that PostgreSQL's term
            dictionary lacks are differences, too: disabled triggers or a logical subscription leave them out.

            Exit codes: 0 equal, or all mended; 1 different; 2 could not compare.

            Examples:
              Vql.SyncWorker verify-sync --json
              Vql.SyncWorker verify-sync --repair
            """)
        {
            examples, repair,
        };
        command.Runs(async (context, cancellationToken) =>
        {
            await context.Get<LoadSettings>().RestoreInterruptedAsync(cancellationToken);
            var request = new VerifyRequest { Repair = context.Arguments.GetValue(repair), Examples = context.Arguments.GetValue(examples) };
            var reports = new Dictionary<EntityFields, VerifyReport>();
            foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
            {
                reports[entity] = await context.Progress.RunAsync(
                    $"verify {entity.Table}", "rows", meter => context.Get<Verification>().VerifyAsync(entity, request, meter, cancellationToken));
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
            : unreached > 0 ? "cannot tell: the stream of changes does not come forward. Look after the worker's run"
            : "different: verify-sync --repair makes them equal");
        return new CommandResult(equal ? ExitCode.Done : unreached > 0 ? ExitCode.Usage : ExitCode.Incomplete, lines, json);
    }

    private static IEnumerable<string> Lines(EntityFields entity, VerifyReport report)
    {
        yield return $"{entity.Table}: {report.Rows:N0} rows, {report.Documents:N0} documents in {report.Elapsed.TotalSeconds:0.0} s: "
            + (report.Found == 0
                ? "equal"
                : string.Join(", ", Enum.GetValues<DifferenceKind>().Select(kind => $"{report.Count(kind):N0} {Name(kind)}")) + $"; {report.Repaired:N0} mended");
        if (report.Pending > 0)
        {
            yield return $"  {report.Pending:N0} rows kept changing while they were looked at";
        }

        if (report.MissingWords > 0)
        {
            yield return $"  {report.MissingWords:N0} words of {entity.Table} {(report.WordsRepaired ? "added to" : "missing in")} the term dictionary";
        }

        if (report.ClampedDates > 0)
        {
            yield return $"  {report.ClampedDates:N0} rows have a date outside of the years 1 to 9999, which is shown as the nearest moment within";
        }

        if (report.Unreached > 0)
        {
            yield return $"  {report.Unreached:N0} differences cannot be judged: the stream has not reached what was committed before them";
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
