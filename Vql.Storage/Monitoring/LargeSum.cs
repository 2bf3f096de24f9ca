using Npgsql;

namespace Vql.Storage.Monitoring;

/// <summary>
/// A command that sums the figures of all queries. With PostgreSQL's default memory, it would write the sums of 100,000 queries to disk.
/// </summary>
internal sealed class LargeSum : IAsyncDisposable
{
    // A larger configured memory is kept.
    private const string Memory =
        "select set_config('work_mem', '16MB', true) where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('16MB')";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private LargeSum(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql)
    {
        _connection = connection;
        _transaction = transaction;
        Command = new NpgsqlCommand(sql, connection, transaction);
    }

    public NpgsqlCommand Command { get; }

    /// <summary>Opens a connection on which the command has enough memory.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public static async Task<LargeSum> OpenAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Memory, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new LargeSum(connection, transaction, sql);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Command.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
