using Npgsql;

namespace Vql.Tests.Storage.Postgres;

/// <summary>Statements of the tests of single migrations.</summary>
internal static class MigratedRows
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Executes a statement.</summary>
    public static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Reads a Boolean value by indexes, without which a small table would be read.</summary>
    public static async Task<bool> IsTrueAsync(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var setting = new NpgsqlCommand("set local enable_seqscan = off", connection))
        {
            await setting.ExecuteNonQueryAsync(Token);
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }
}
