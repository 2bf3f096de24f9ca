using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>What PostgreSQL must be and allow before changes can be captured, and the command that mends what is not so.</summary>
internal static class Prerequisites
{
    // The first with messages and streamed transactions in pgoutput.
    private const int OldestServer = 140000;

    /// <returns>All faults at once; none when everything is well.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        await using (var command = source.CreateCommand(
            """
            select current_setting('server_version_num')::int, current_setting('wal_level'), pg_is_in_recovery(),
                rolsuper or rolreplication or exists (
                    select from pg_auth_members m join pg_roles r on r.oid = m.roleid
                    where m.member = u.oid and r.rolname in ('rds_replication', 'cloudsqlsuperuser', 'azure_pg_admin')),
                current_user::text
            from pg_roles u where rolname = current_user
            """))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (reader.GetInt32(0) < OldestServer)
            {
                faults.Add("PostgreSQL must be 14 or newer: upgrade the server");
            }

            if (reader.GetString(1) != "logical")
            {
                faults.Add($"wal_level is {reader.GetString(1)} and must be logical: run \"alter system set wal_level = logical\" and restart the server");
            }

            if (reader.GetBoolean(2))
            {
                faults.Add("the server is a standby: let the connection string name the primary");
            }

            if (!reader.GetBoolean(3))
            {
                faults.Add($"the role {reader.GetString(4)} may not replicate: run \"alter role {reader.GetString(4)} replication\" as a superuser");
            }
        }

        return faults;
    }
}
