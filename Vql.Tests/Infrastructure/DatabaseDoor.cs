using Npgsql;

namespace Vql.Tests.Infrastructure;

/// <summary>Takes a database away from those who use it, and brings it back.</summary>
internal static class DatabaseDoor
{
    public static async Task LetAsync(string connectionString, bool answer)
    {
        var place = new NpgsqlConnectionStringBuilder(connectionString);
        var name = place.Database;
        place.Database = "postgres";
        place.Pooling = false;
        await using var source = NpgsqlDataSource.Create(place);
        await using var allow = source.CreateCommand($"alter database {name} allow_connections {answer}");
        await allow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var end = source.CreateCommand($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
