using DbUp;
using DbUp.Engine.Output;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Migrates a database to the schema of this version.</summary>
public static class Migrator
{
    // An arbitrary number. Migrations that start concurrently run one after another.
    private const long AdvisoryLock = 0x56514C;

    /// <summary>Applies the pending migrations. Concurrent calls are safe.</summary>
    /// <returns>The number of applied migrations.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    /// <exception cref="UnsupportedDatabaseException">The encoding of the database is not UTF8.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var guard = await source.OpenConnectionAsync(cancellationToken);
        await CheckEncodingAsync(guard, cancellationToken);
        await using (var acquire = new NpgsqlCommand("select pg_advisory_lock($1)", guard) { CommandTimeout = 0 })
        {
            acquire.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
            await acquire.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            var qualified = await QualifiedFunctions.ApplyAsync(guard, cancellationToken);
            var upgrade = DeployChanges.To
                .PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(source))
                .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly)
                .WithTransactionPerScript()
                .WithVariablesDisabled()
                // No limit: building the indexes of a large table takes minutes.
                .WithExecutionTimeout(TimeSpan.Zero)
                .WithPreprocessor(qualified)
                .JournalToPostgresqlTable("public", "schema_versions")
                .LogTo(new NoOpUpgradeLog())
                .Build();
            var result = await Task.Run(upgrade.PerformUpgrade, cancellationToken);
            return result.Successful ? result.Scripts.Count() : throw result.Error;
        }
        finally
        {
            await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", guard);
            release.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
            await release.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    // In other encodings, PostgreSQL treats letters beyond ASCII as single bytes or lacks them. Words would differ from the
    // index.
    private static async Task CheckEncodingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select current_setting('server_encoding'), current_database()::text", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetString(0) is not "UTF8" and var encoding)
        {
            throw new UnsupportedDatabaseException(
                $"The encoding of the database \"{reader.GetString(1)}\" is {encoding} and must be UTF8: in other encodings, words with "
                + "letters beyond ASCII are not found. Create a database with "
                + "\"create database NAME encoding 'UTF8' template template0\" and copy the data with pg_dump and psql.");
        }
    }
}
