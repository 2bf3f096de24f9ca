using System.CommandLine;
using Vql.Core.Cleaning;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Import.Files;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>import FILE</c>.</summary>
internal static class ImportCommand
{
    public static Command Build()
    {
        var file = new Argument<FileInfo?>("FILE")
        {
            Description = "A CSV file or an Excel workbook with a header line.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var map = new Option<string[]>("--map")
        {
            Description = "The field of a column: \"Their column=field\". Can be repeated.",
        };
        var empty = new Option<string>("--empty")
        {
            Description = "The effect of an empty cell on a stored value: keep or clear.",
            DefaultValueFactory = _ => "keep",
        };
        empty.AcceptOnlyFromAmong("keep", "clear");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Report what the import would do, with the first changes, without writing anything.",
        };
        var encoding = new Option<string?>("--encoding")
        {
            Description = "The encoding of the file, such as windows-1252. Default: detected from the file.",
        };
        var delimiter = new Option<string?>("--delimiter")
        {
            Description = "The delimiter: a character, or tab. Default: detected from the file.",
        };
        var sheet = new Option<string?>("--sheet")
        {
            Description = "The sheet of a workbook. Default: the first.",
        };
        var dates = new Option<string?>("--date-order")
        {
            Description = "The order of ambiguous dates such as 03/04/2024: dmy or mdy. Default: they are rejected.",
        };
        dates.AcceptOnlyFromAmong("dmy", "mdy");
        var template = new Option<bool>("--template") { Description = "Print the header line of a template and exit." };
        var command = new Command("import", """
            Merge companies, contacts or both into the database from a CSV file or an Excel workbook.

            Missing columns and empty cells leave the stored values unchanged. Existing rows are found by their email
            address, LinkedIn address or domain, then by their name. Importing a file again changes nothing. Columns are
            recognized by their names in the exports of Apollo, HubSpot, LinkedIn, Salesforce, ZoomInfo, Crunchbase, Google
            and Outlook. Rejected rows are written to FILE.rejects.csv, which can be corrected and imported.

            Exit codes: 0 all rows imported; 1 rows or values rejected; 2 wrong usage or an unreadable file;
            3 PostgreSQL unavailable.

            Examples:
              Vql.SyncWorker import data/companies.csv
              Vql.SyncWorker import leads.xlsx --sheet Leads --dry-run
              Vql.SyncWorker import export.csv --map "Firma=company" --map "Mitarbeiter=employees"
              Vql.SyncWorker import old.csv --encoding windows-1250 --empty clear --json
              Vql.SyncWorker import --template > template.csv
            """)
        {
            file, map, empty, dryRun, encoding, delimiter, sheet, dates, template,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && !result.GetValue(template))
            {
                result.AddError("Specify the file to import, or use --template.");
            }
        });
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var arguments = context.Arguments;
            var isJson = arguments.GetValue(CommandAction.Json);
            var options = new ImportOptions
            {
                Read = new ReadOptions(
                    arguments.GetValue(encoding),
                    arguments.GetValue(delimiter) is { } text ? CsvSource.ParseDelimiter(text) : null,
                    arguments.GetValue(sheet)),
                Mapped = ColumnMap.ParseForced(arguments.GetValue(map) ?? []),
                Clears = arguments.GetValue(empty) == "clear",
                IsDryRun = arguments.GetValue(dryRun),
                DateOrder = arguments.GetValue(dates) switch
                {
                    "dmy" => DateOrder.DayFirst,
                    "mdy" => DateOrder.MonthFirst,
                    _ => DateOrder.Unknown,
                },
                OnMapped = isJson
                    ? null
                    : (table, columns) => Console.Out.WriteLine(string.Join('\n', ImportDescription.Mapping(table.Format, columns))),
            };
            var report = await ImportAsync(context, arguments.GetRequiredValue(file)!, options, cancellationToken);
            return new CommandResult(
                report.Rejected + report.RejectedValues == 0 ? ExitCode.Success : ExitCode.Incomplete,
                [.. ImportDescription.Lines(report)], ImportDescription.Json(report));
        }, withoutStores: arguments =>
            arguments.GetValue(template) ? string.Join(',', ImportField.Template.Select(field => field.Name)) : null);
        return command;
    }

    public static Task<ImportReport> ImportAsync(
        CommandContext context, FileInfo file, ImportOptions options, CancellationToken cancellationToken) =>
        context.Progress.RunAsync(
            $"import {file.Name}", "rows", meter => context.Get<FileImport>().ImportAsync(file, options, meter, cancellationToken));
}
