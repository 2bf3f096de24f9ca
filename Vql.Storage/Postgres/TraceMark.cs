using System.Diagnostics;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Writes the trace of a transaction to the write-ahead log, so that the worker can link to it.</summary>
public static class TraceMark
{
    /// <summary>The prefix of the messages. Their content is a W3C <c>traceparent</c>.</summary>
    public const string Prefix = "vql.trace";

    /// <summary>Marks the open transaction if its trace is recorded.</summary>
    /// <param name="connection">The connection with the transaction.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public static async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Activity.Current is not { Recorded: true, IdFormat: ActivityIdFormat.W3C, Id: { } parent })
        {
            return;
        }

        await using var command = new NpgsqlCommand($"select pg_logical_emit_message(true, '{Prefix}', $1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parent });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
