using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Fields;
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
        var command = new Command("verify-sync", """
            Compares every row with its document: by uuid, content and version. Lists rows that are missing in the
            index, documents that no row stands behind (extra), and documents that do not hold what their row does
            (stale). Ends with 1 when there are any.

            Example:
              Vql.SyncWorker verify-sync --json
            """)
        {
            examples,
        };
        command.Runs(async (context, cancellationToken) =>
        {
            var reports = new Dictionary<EntityFields, VerifyReport>();
            foreach (var entity in new[] { FieldCatalogue.Contacts, FieldCatalogue.Companies })
            {
                reports[entity] = await context.Progress.RunAsync(
                    $"verify {entity.Table}", "rows", meter => context.Get<Verification>().VerifyAsync(entity, meter, cancellationToken));
            }

            return Describe(reports, context.Arguments.GetValue(examples));
        });
        return command;
    }

    private static CommandResult Describe(Dictionary<EntityFields, VerifyReport> reports, int examples)
    {
        var equal = reports.Values.All(report => report.IsEqual);
        var json = new JsonObject { ["equal"] = equal };
        var lines = new List<string>();
        foreach (var (entity, report) in reports)
        {
            lines.Add($"{entity.Table}: {report.Rows:N0} rows, {report.Documents:N0} documents: "
                + (report.IsEqual ? "equal" : $"{report.Missing.Count:N0} missing, {report.Extra.Count:N0} extra, {report.Stale.Count:N0} stale"));
            var described = new JsonObject { ["rows"] = report.Rows, ["documents"] = report.Documents, ["equal"] = report.IsEqual };
            Add("missing", report.Missing);
            Add("extra", report.Extra);
            Add("stale", report.Stale);
            json[entity.Table] = described;

            void Add(string kind, IReadOnlyList<string> uuids)
            {
                described[kind] = uuids.Count;
                described[$"{kind}_uuids"] = new JsonArray([.. uuids.Take(examples).Select(uuid => JsonValue.Create(uuid))]);
                lines.AddRange(uuids.Take(examples).Select(uuid => $"  {kind} {uuid}"));
                if (uuids.Count > examples)
                {
                    lines.Add($"  {kind}: {uuids.Count - examples:N0} more");
                }
            }
        }

        lines.Add(equal ? "equal" : "different: sync-companies and sync-contacts make them equal");
        return new CommandResult(equal ? ExitCode.Done : ExitCode.Incomplete, lines, json);
    }
}
