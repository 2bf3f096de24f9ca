using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Monitoring;

/// <summary>Stores the settings that operators change while the system runs.</summary>
/// <param name="source">The database.</param>
public sealed class SwitchTable(NpgsqlDataSource source)
{
    /// <summary>The channel on which changes are announced.</summary>
    public const string Channel = "vql_switches";

    private const string Select =
        "select name, value, expires_at, actor, reason, changed_at from switches where expires_at is null or expires_at > now()";

    /// <summary>Returns the switches that have not expired.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<SwitchState>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, cancellationToken);
    }

    /// <summary>Returns the switches that have not expired, on a connection of the caller.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public static async Task<IReadOnlyList<SwitchState>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var states = new List<SwitchState>();
        await using var command = new NpgsqlCommand(Select, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (Switches.Find(reader.GetString(0)) is { } name && Switches.Normalize(name, reader.GetString(1)) is { } value)
            {
                states.Add(new SwitchState(
                    name, value, reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3),
                    reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
            }
        }

        return states;
    }

    /// <summary>Changes a switch.</summary>
    /// <param name="name">The switch.</param>
    /// <param name="value">The value, as <see cref="Switches.Normalize"/> returns it.</param>
    /// <param name="duration">The time until it expires. Null for never.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task SetAsync(
        SwitchName name, string value, TimeSpan? duration, string actor, string reason, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            insert into switches (name, value, expires_at, actor, reason) values ($1, $2, now() + $3, $4, $5)
            on conflict (name) do update set value = excluded.value, expires_at = excluded.expires_at, actor = excluded.actor,
                reason = excluded.reason, changed_at = now()
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name.ToName() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)duration ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = actor });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Resets a switch, so that the variable of the API applies again.</summary>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<bool> ResetAsync(SwitchName name, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from switches where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name.ToName() });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
