using Npgsql;

namespace Vql.SyncWorker.Capture;

/// <summary>Checks the version, settings and permissions of PostgreSQL that change capture requires.</summary>
internal static class Prerequisites
{
    // PostgreSQL 14 introduced messages and streamed transactions in pgoutput.
    private const int MinServerVersion = 140000;

    /// <returns>All problems, each with its solution; empty if there are none.</returns>
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
            if (reader.GetInt32(0) < MinServerVersion)
            {
                faults.Add("PostgreSQL 14 or later is required. Upgrade the server");
            }

            if (reader.GetString(1) != "logical")
            {
                faults.Add(
                    $"wal_level is {reader.GetString(1)} and must be logical. " +
                    "Run \"alter system set wal_level = logical\" and restart the server");
            }

            if (reader.GetBoolean(2))
            {
                faults.Add("The server is a standby. Use the connection string of the primary");
            }

            if (!reader.GetBoolean(3))
            {
                faults.Add(
                    $"The role {reader.GetString(4)} lacks the replication permission. " +
                    $"Run \"alter role {reader.GetString(4)} replication\" as a superuser");
            }
        }

        return faults;
    }
}
