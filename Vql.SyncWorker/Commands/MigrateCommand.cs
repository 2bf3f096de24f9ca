using System.CommandLine;
using System.Text.Json.Nodes;
using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Commands;

/// <summary>The command <c>migrate</c>.</summary>
internal static class MigrateCommand
{
    public static Command Build()
    {
        var command = new Command(
            "migrate", "Migrate the database to the schema of this version. Safe to run repeatedly and concurrently.");
        command.SetStoreAction(async (context, cancellationToken) =>
        {
            var applied = await Migrator.MigrateAsync(context.Get<NpgsqlDataSource>(), cancellationToken);
            return new CommandResult(
                ExitCode.Success,
                [applied == 0 ? "The schema is up to date." : $"{applied} migrations applied"],
                new JsonObject { ["applied"] = applied });
        });
        return command;
    }
}
