using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.Core.Documents;
using Vql.SyncWorker.Import;

namespace Vql.SyncWorker.Commands;

/// <summary><c>import FILE</c>.</summary>
internal static class ImportCommand
{
    public static Command Build()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A CSV file with a header line, UTF-8." };
        var command = new Command("import", """
            Imports companies, contacts or both from a CSV file.

            Columns are found by their names: those of the CSV row (company, website, industry, employees, …,
            first_name, last_name, person_linkedin_url, email, title, …); others are ignored. Rows that cannot be
            imported are reported by line number and kept in FILE.rejects.csv, to be mended and imported again;
            the rest is imported. Importing a file again changes nothing.

            Example:
              Vql.SyncWorker import data/companies.csv
            """)
        {
            file,
        };
        command.Runs(async (context, cancellationToken) =>
            Describe(await ImportAsync(context, context.Arguments.GetRequiredValue(file), static company => company, cancellationToken)));
        return command;
    }

    public static Task<ImportReport> ImportAsync(
        CommandContext context, FileInfo file, Func<Company, Company> complete, CancellationToken cancellationToken) =>
        context.Progress.RunAsync(
            $"import {file.Name}", "rows", meter => context.Get<CsvImport>().ImportAsync(file, complete, meter, cancellationToken));

    private static CommandResult Describe(ImportReport report)
    {
        var lines = new List<string>
        {
            $"{report.Imported:N0} of {report.Rows:N0} rows imported ({report.RowsPerSecond:N0} rows/s): "
            + $"{report.Companies:N0} companies, {report.Contacts:N0} contacts written",
        };
        if (report.IgnoredColumns.Count > 0)
        {
            lines.Add($"columns ignored: {string.Join(", ", report.IgnoredColumns)}");
        }

        lines.AddRange(report.FirstRejects.Select(reject => $"line {reject.Line}: {reject.Reason}"));
        if (report.Rejected > 0)
        {
            lines.Add($"{report.Rejected:N0} rows rejected, kept in {report.RejectsFile}");
        }

        return new CommandResult(report.Rejected == 0 ? ExitCode.Done : ExitCode.Incomplete, lines, new JsonObject
        {
            ["rows"] = report.Rows,
            ["imported"] = report.Imported,
            ["companies"] = report.Companies,
            ["contacts"] = report.Contacts,
            ["rejected"] = report.Rejected,
            ["rejects_file"] = report.RejectsFile,
            ["rejects"] = new JsonArray([.. report.FirstRejects.Select(reject =>
                new JsonObject { ["line"] = reject.Line, ["reason"] = reject.Reason })]),
            ["ignored_columns"] = new JsonArray([.. report.IgnoredColumns.Select(column => JsonValue.Create(column))]),
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        });
    }
}
