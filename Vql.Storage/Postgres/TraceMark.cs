using System.Diagnostics;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Tells the log which trace a transaction belongs to, so that whoever follows the log can link to it.</summary>
public static class TraceMark
{
    /// <summary>The prefix of the messages; their content is a W3C <c>traceparent</c>.</summary>
    public const string Prefix = "vql.trace";

    /// <summary>Marks the transaction that is open, where its trace is recorded.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
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
