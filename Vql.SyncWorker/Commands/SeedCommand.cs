using System.CommandLine;
using System.Text.Json.Nodes;
using Vql.SyncWorker.Seed;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>seed</c>.</summary>
internal static class SeedCommand
{
    public static Command Build()
    {
        var contacts = ContactsOption();
        var keepGaps = new Option<bool>("--keep-company-gaps")
        {
            Description = "Keep unknown employees, revenue, technologies and addresses of companies. "
                + "By default, nine of ten companies get generated values.",
        };
        var add = new Option<int?>("--add") { Description = "Number of contacts to generate in addition to the existing ones." };
        add.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--add must be at least 1.");
            }
        });
        var command = new Command("seed", """
            Generate contacts at the companies in the database; one in 25 has no company. The same companies always give
            the same sequence of contacts, so a repeated run changes nothing. With --add, the sequence continues with
            contacts that the database does not have.

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
                result.AddError("--contacts and --add cannot be combined.");
            }
        });
        command.SetStoreAction(async (context, cancellationToken) => Describe(context.Arguments.GetValue(add) is { } more
            ? await context.Progress.RunAsync("seed", "contacts", meter => context.Get<Seeding>().AddAsync(
                more, context.Arguments.GetValue(keepGaps), meter, cancellationToken))
            : await SeedAsync(context, context.Arguments.GetValue(contacts), context.Arguments.GetValue(keepGaps), cancellationToken)));
        return command;
    }

    public static Option<int> ContactsOption()
    {
        var option = new Option<int>("--contacts") { Description = "Number of contacts to generate.", DefaultValueFactory = _ => 20_000 };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--contacts must be at least 0.");
            }
        });
        return option;
    }

    public static Task<SeedReport> SeedAsync(CommandContext context, int contacts, bool keepGaps, CancellationToken cancellationToken) =>
        context.Progress.RunAsync(
            "seed", "contacts", meter => context.Get<Seeding>().SeedAsync(contacts, keepGaps, meter, cancellationToken));

    private static CommandResult Describe(SeedReport report) => new(
        ExitCode.Success,
        [
            $"{report.Contacts:N0} contacts written at {report.Employers:N0} companies ({report.RowsPerSecond:N0} rows/s); "
            + $"values generated for {report.FilledCompanies:N0} companies",
        ],
        new JsonObject
        {
            ["contacts"] = report.Contacts,
            ["companies"] = report.Employers,
            ["filled_companies"] = report.FilledCompanies,
            ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
            ["rows_per_s"] = Math.Round(report.RowsPerSecond),
        });
}
