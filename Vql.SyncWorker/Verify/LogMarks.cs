using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Tells a document that was left behind from one that was tampered with. A mark says which transactions had
/// not begun at a position of the log: rows that those wrote changed after it.
/// </summary>
internal sealed class LogMarks(NpgsqlDataSource source)
{
    /// <summary>Marks the log where it is, and forgets what is too old to matter.</summary>
    public async Task MarkAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            insert into log_marks (lsn, next_xid)
            select pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            on conflict do nothing;
            delete from log_marks where marked_at < now() - interval '30 days'
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>For each row, the version that its document must have at least to hold its last change, as far as marks tell.</summary>
    public async Task<Dictionary<string, long>> ReadChangesAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        // Transaction ids of rows have 32 bits and go round; a difference of less than half of them says which is later.
        const string later = "(({0}.xmin::text::bigint - mark.next_xid) & 4294967295) < 2147483648";
        var row = string.Format(System.Globalization.CultureInfo.InvariantCulture, later, "r");
        var company = string.Format(System.Globalization.CultureInfo.InvariantCulture, later, "co");
        var changed = entity.JoinsCompany ? $"({row} or {company})" : row;
        var join = entity.JoinsCompany ? $" left join {FieldCatalogue.Companies.Table} co on co.uuid = r.company_id" : "";
        await using var command = source.CreateCommand(
            $"""
            select r.uuid, (select (s.epoch << 48) + (max(mark.lsn) - '0/0'::pg_lsn)::bigint from log_marks as mark where {changed})
            from {entity.Table} r{join} cross join sync_state s
            where r.uuid = any($1)
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var changes = new Dictionary<string, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes[reader.GetString(0)] = reader.IsDBNull(1) ? 0 : reader.GetInt64(1);
        }

        return changes;
    }
}
