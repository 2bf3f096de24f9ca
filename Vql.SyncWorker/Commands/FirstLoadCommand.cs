using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Seed;

namespace Vql.SyncWorker.Commands;

/// <summary><c>first-load</c>: what makes an empty database worth looking at.</summary>
internal static class FirstLoadCommand
{
    public static Command Build()
    {
        var companies = new Option<FileInfo>("--companies") { Description = "The CSV file of companies.", Required = true };
        var contacts = SeedCommand.ContactsOption();
        var command = new Command("first-load", """
            Migrates; imports the companies and seeds contacts, unless the database has rows already.

            Example:
              Vql.SyncWorker first-load --companies data/companies.csv --contacts 20000
            """)
        {
            companies, contacts,
        };
        command.Runs(async (context, cancellationToken) =>
        {
            var source = context.Get<NpgsqlDataSource>();
            await Migrator.MigrateAsync(source, cancellationToken);
            return await IsLoadedAsync(source, cancellationToken)
                ? new CommandResult(ExitCode.Done, ["the data is there already"], new JsonObject { ["loaded"] = false })
                : await LoadAsync(context, context.Arguments.GetRequiredValue(companies), context.Arguments.GetValue(contacts), cancellationToken);
        });
        return command;
    }

    private static async Task<CommandResult> LoadAsync(CommandContext context, FileInfo file, int contacts, CancellationToken cancellationToken)
    {
        var imported = await ImportCommand.ImportAsync(context, file, new ImportOptions { Complete = new CompanyGaps().Fill, KeepsRejects = false }, cancellationToken);
        var seeded = await SeedCommand.SeedAsync(context, contacts, keepGaps: true, cancellationToken);
        await MarkAsync(context.Get<NpgsqlDataSource>(), cancellationToken);
        return new CommandResult(
            // What the file lacks is said and counted; a start does not fail over it.
            ExitCode.Done,
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

    // At once what autovacuum does when it notices, a minute later: first queries come sooner, and they want statistics,
    // and to know which pages need no look at their rows.
    private static async Task MarkAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        foreach (var sql in new[] { "vacuum (analyze) companies, contacts, vql_terms", "update sync_state set loaded_at = now()" })
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<bool> IsLoadedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select loaded_at is not null from sync_state");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
