using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.SyncWorker.Seed;

namespace Vql.SyncWorker.Commands;

/// <summary><c>seed</c>.</summary>
internal static class SeedCommand
{
    public static Command Build()
    {
        var contacts = ContactsOption();
        var keepGaps = new Option<bool>("--keep-company-gaps")
        {
            Description = "Leave the employees, revenue, technologies and address of companies unknown where they are; "
                + "else nine of ten get generated ones.",
        };
        var add = new Option<int?>("--add") { Description = "Number of contacts to generate in addition to those in the database." };
        add.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--add must be 1 or more");
            }
        });
        var command = new Command("seed", """
            Generates contacts at the companies in the database, one in 25 without a company. The same number at the
            same companies gives the same contacts, so seeding again changes nothing. With --add, the sequence
            continues with contacts that the database does not have.

            Examples:
              Vql.SyncWorker seed --contacts 20000
              Vql.SyncWorker seed --add 1000
            """)
        {
            contacts, add, keepGaps,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(add) is not null && result.GetResult(contacts) is { Implicit: false })
            {
                result.AddError("--contacts and --add cannot be combined");
            }
        });
        command.Runs(async (context, cancellationToken) => Describe(context.Arguments.GetValue(add) is { } more
            ? await context.Progress.RunAsync("seed", "contacts", meter => context.Get<Seeding>().AddAsync(
                more, context.Arguments.GetValue(keepGaps), meter, cancellationToken))
            : await SeedAsync(context, context.Arguments.GetValue(contacts), context.Arguments.GetValue(keepGaps), cancellationToken)));
        return command;
    }

    public static Option<int> ContactsOption()
    {
        var option = new Option<int>("--contacts") { Description = "How many contacts.", DefaultValueFactory = _ => 20_000 };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--contacts must be 0 or more");
            }
        });
        return option;
    }

    public static Task<SeedReport> SeedAsync(CommandContext context, int contacts, bool keepGaps, CancellationToken cancellationToken) =>
        context.Progress.RunAsync("seed", "contacts", meter => context.Get<Seeding>().SeedAsync(contacts, keepGaps, meter, cancellationToken));

    private static CommandResult Describe(SeedReport report) => new(
        ExitCode.Done,
        [$"{report.Contacts:N0} contacts written at {report.Employers:N0} companies ({report.RowsPerSecond:N0} rows/s); {report.FilledCompanies:N0} companies filled in"],
        new JsonObject
        {
            ["contacts"] = report.Contacts,
            ["companies"] = report.Employers,
            ["filled_companies"] = report.FilledCompanies,
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        });
}
