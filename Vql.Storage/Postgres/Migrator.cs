using DbUp;
using DbUp.Engine.Output;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Brings a database to the schema of this version.</summary>
public static class Migrator
{
    // Any number, as long as it is this one: several starting at once take turns.
    private const long AdvisoryLock = 0x56514C;

    /// <summary>Applies the scripts that the database has not seen. Safe when several start at once.</summary>
    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var guard = await source.OpenConnectionAsync(cancellationToken);
        await using (var acquire = new NpgsqlCommand("select pg_advisory_lock($1)", guard) { CommandTimeout = 0 })
        {
            acquire.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
            await acquire.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            var upgrade = DeployChanges.To
                .PostgresqlDatabase(new DbUp.Postgresql.PostgresqlConnectionManager(source))
                .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly)
                .WithTransactionPerScript()
                .WithVariablesDisabled()
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
}
