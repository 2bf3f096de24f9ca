using Npgsql;
using NpgsqlTypes;
using Vql.Api.Requests;

namespace Vql.Api.Engine.Freshness;

/// <summary>
/// Tells a writer where in the log his write is. A write route calls <see cref="TellAsync"/> after its commit,
/// on the connection that wrote; the client sends the header back with a search that must see the write.
/// </summary>
internal static class WritePosition
{
    /// <summary>Answers with <c>X-VQL-Position</c>.</summary>
    /// <param name="response">The answer to the write, not begun yet.</param>
    /// <param name="connection">The connection that wrote, with no transaction open.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task TellAsync(HttpResponse response, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        response.Headers[FreshnessRequirement.PositionHeader] = (await ReadAsync(connection, cancellationToken)).ToString();

    /// <summary>Where the log is now: behind everything that has been committed.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public static async Task<NpgsqlLogSequenceNumber> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_current_wal_insert_lsn()", connection);
        return (NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
