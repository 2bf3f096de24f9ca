using Npgsql;

namespace Vql.Dashboard.Data;

/// <summary>An action of an operator.</summary>
/// <param name="At">The time.</param>
/// <param name="Actor">The name and the address of the operator.</param>
/// <param name="Role">The role.</param>
/// <param name="Action">The action.</param>
/// <param name="Target">What it was applied to.</param>
/// <param name="Outcome">The outcome.</param>
internal sealed record AuditEntry(DateTimeOffset At, string Actor, string Role, string Action, string Target, string Outcome);

/// <summary>Stores the actions of operators.</summary>
internal sealed class AuditTable(NpgsqlDataSource source)
{
    /// <summary>Adds an action.</summary>
    /// <returns>The id of the entry.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<long> AddAsync(
        string actor, string role, string action, string target, string outcome, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "insert into monitoring_audit (actor, role, action, target, outcome) values ($1, $2, $3, $4, $5) returning id");
        foreach (var text in (string[])[actor, role, action, target, outcome])
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        }

        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Sets the outcome of an action.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task CompleteAsync(long id, string outcome, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update monitoring_audit set outcome = $2 where id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = outcome });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the newest actions.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select at, actor, role, action, target, outcome from monitoring_audit order by id desc limit $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var entries = new List<AuditEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new AuditEntry(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetString(5)));
        }

        return entries;
    }
}
