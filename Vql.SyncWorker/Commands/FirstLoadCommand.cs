using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Seed;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>first-load</c>, which loads initial data into an empty database.</summary>
internal static class FirstLoadCommand
{
    public static Command Build()
    {
        var companies = new Option<FileInfo>("--companies") { Description = "The CSV file with the companies.", Required = true };
        var contacts = SeedCommand.ContactsOption();
        var command = new Command("first-load", """
            Migrate the database. If it was not loaded before, import the companies and generate contacts.

            Example:
              Vql.SyncWorker first-load --companies data/companies.csv --contacts 20000
            """)
        {
            companies, contacts,
        };
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var source = context.Get<NpgsqlDataSource>();
            await Migrator.MigrateAsync(source, cancellationToken);
            return await new SyncState(source).IsLoadedAsync(cancellationToken)
                ? new CommandResult(ExitCode.Success, ["The data is already loaded."], new JsonObject { ["loaded"] = false })
                : await LoadAsync(
                    context, context.Arguments.GetRequiredValue(companies), context.Arguments.GetValue(contacts), cancellationToken);
        });
        return command;
    }

    private static async Task<CommandResult> LoadAsync(
        CommandContext context, FileInfo file, int contacts, CancellationToken cancellationToken)
    {
        var options = new ImportOptions { Complete = new CompanyGaps().Fill, KeepsRejects = false };
        var imported = await ImportCommand.ImportAsync(context, file, options, cancellationToken);
        var seeded = await SeedCommand.SeedAsync(context, contacts, keepGaps: true, cancellationToken);
        await MarkLoadedAsync(context.Get<NpgsqlDataSource>(), cancellationToken);
        return new CommandResult(
            // Rejected rows are reported, but they do not fail the start of the stack.
            ExitCode.Success,
            [
                $"{imported.Companies.Written:N0} companies imported ({imported.RowsPerSecond:N0} rows/s), {imported.Rejected:N0} rejected",
                $"{seeded.Contacts:N0} contacts generated ({seeded.RowsPerSecond:N0} rows/s)",
            ],
            new JsonObject
            {
                ["loaded"] = true,
                ["companies"] = imported.Companies.Written,
                ["import_rows_per_s"] = Math.Round(imported.RowsPerSecond),
                ["rejected"] = imported.Rejected,
                ["contacts"] = seeded.Contacts,
                ["seed_rows_per_s"] = Math.Round(seeded.RowsPerSecond),
            });
    }

    // Autovacuum would run a minute later. The first queries come earlier, and they need statistics and the visibility map.
    private static async Task MarkLoadedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("vacuum (analyze) companies, contacts, vql_terms");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await new SyncState(source).MarkLoadedAsync(cancellationToken);
    }
}
