using Npgsql;
using NpgsqlTypes;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Verify;

/// <summary>
/// Distinguishes stale documents from manipulated ones. A mark stores a WAL position and the next transaction id at that
/// position. Rows with a later transaction id changed after the position.
/// </summary>
internal sealed class LogMarks(NpgsqlDataSource source)
{
    /// <summary>Marks the current WAL position, and deletes old marks.</summary>
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

    /// <summary>
    /// Returns the minimum version of a document that contains the last change of its row, by UUID. The precision depends on
    /// the marks.
    /// </summary>
    public async Task<Dictionary<string, long>> ReadChangesAsync(
        EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        // Transaction ids of rows have 32 bits and wrap around. A difference below half of their range determines the order.
        const string later = "(({0}.xmin::text::bigint - mark.next_xid) & 4294967295) < 2147483648";
        var row = string.Format(System.Globalization.CultureInfo.InvariantCulture, later, "r");
        var company = string.Format(System.Globalization.CultureInfo.InvariantCulture, later, "co");
        var changed = entity.JoinsCompany ? $"({row} or {company})" : row;
        var join = entity.JoinsCompany ? $" left join {FieldCatalogue.Companies.Table} co on co.uuid = r.company_id" : "";
        await using var command = source.CreateCommand(
            $"""
            select r.uuid,
                (select ({SyncState.Epoch} << 48) + (max(mark.lsn) - '0/0'::pg_lsn)::bigint from log_marks as mark where {changed})
            from {entity.Table} r{join}
            where r.uuid = any($1)
            """);
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. uuids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var changes = new Dictionary<string, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes[reader.GetString(0)] = reader.IsDBNull(1) ? 0 : reader.GetInt64(1);
        }

        return changes;
    }
}
