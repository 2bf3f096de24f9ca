using Npgsql;
using NpgsqlTypes;
using Vql.Api.Requests;

namespace Vql.Api.Engine.Freshness;

/// <summary>
/// The position of a write in the write-ahead log. A route returns it in a header; the client sends the header with a search
/// that must contain the write.
/// </summary>
internal static class WritePosition
{
    /// <summary>Sets the header <c>X-VQL-Position</c>.</summary>
    /// <param name="response">The response to the write. It must not have started.</param>
    /// <param name="connection">The connection of the write, after its commit.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <exception cref="NpgsqlException">The database is unavailable or returned an error.</exception>
    public static async Task SetHeaderAsync(HttpResponse response, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        response.Headers[FreshnessRequirement.PositionHeader] = (await ReadAsync(connection, cancellationToken)).ToString();

    /// <summary>Returns the current WAL position, which is after all committed changes.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or returned an error.</exception>
    public static async Task<NpgsqlLogSequenceNumber> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_current_wal_insert_lsn()", connection);
        return (NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
