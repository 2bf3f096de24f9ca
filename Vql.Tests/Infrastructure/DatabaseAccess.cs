using Npgsql;

namespace Vql.Tests.Infrastructure;

/// <summary>Allows or forbids connections to a database, and terminates the existing ones.</summary>
internal static class DatabaseAccess
{
    public static async Task SetAllowedAsync(string connectionString, bool allowed)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var name = settings.Database;
        settings.Database = "postgres";
        settings.Pooling = false;
        await using var source = NpgsqlDataSource.Create(settings);
        await using var allow = source.CreateCommand($"alter database {name} allow_connections {allowed}");
        await allow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var end = source.CreateCommand(
            $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
