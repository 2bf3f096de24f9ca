using Npgsql;
using NpgsqlTypes;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Detects that WAL positions went backwards, for example after a restore or a failover. Documents from the lost part of the
/// WAL would then have higher versions than all later writes. A new epoch starts versions above them.
/// </summary>
internal sealed class Epochs(NpgsqlDataSource source, DocumentReader documents)
{
    /// <summary>The notification channel for the position of the index.</summary>
    public const string PositionChannel = "vql_position";

    private const int Shift = 48;
    private const long MaxEpoch = short.MaxValue;

    /// <summary>
    /// Compares the server with the one of the previous session. If they differ, a new epoch begins, and the position of the
    /// index is withdrawn.
    /// </summary>
    /// <returns>The reason for a new epoch; null if there is none.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<string?> CheckServerAsync(CancellationToken cancellationToken)
    {
        // The name of a WAL file begins with the timeline.
        await using var command = source.CreateCommand(
            """
            with server as (
                select s.system_identifier::text as id, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline,
                    pg_current_wal_insert_lsn() as lsn
                from pg_control_system() as s
            ), compared as (
                select server.*, case
                    when b.server_id <> server.id then 'the database is on another server'
                    when b.timeline <> server.timeline then 'the server was promoted or restored'
                    when b.indexed_lsn > server.lsn then 'the WAL ends before the indexed position'
                end as reason
                from server, sync_state as b
            )
            update sync_state as s
            set server_id = j.id, timeline = j.timeline,
                epoch = case when j.reason is null then s.epoch else s.epoch + 1 end,
                indexed_lsn = case when j.reason is null then s.indexed_lsn end,
                indexed_at = case when j.reason is null then s.indexed_at end
            from compared as j
            returning j.reason
            """);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Checks whether documents with a higher version than the written one are ahead of the WAL.</summary>
    /// <param name="greatest">The highest version of these documents.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="CaptureException">
    /// The documents are ahead. A new epoch has begun, and everything must be compared.
    /// </exception>
    public async Task CheckDocumentsAsync(long greatest, CancellationToken cancellationToken)
    {
        if (greatest >> Shift < MaxEpoch && greatest >= await documents.ReadVersionAsync(cancellationToken))
        {
            await BeginAsync(greatest, cancellationToken);
            await WithdrawPositionAsync(cancellationToken);
            throw new CaptureException(
                ["The index contains documents that are newer than the database; starting a new epoch and comparing everything"]);
        }
    }

    /// <summary>Begins a new epoch if the version of a document is ahead of the WAL.</summary>
    /// <param name="version">The version of the document.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ElasticsearchException">The version belongs to the last possible epoch.</exception>
    public async Task AdvancePastAsync(long version, CancellationToken cancellationToken)
    {
        if (version < await documents.ReadVersionAsync(cancellationToken))
        {
            return;
        }

        if (version >> Shift >= MaxEpoch)
        {
            throw new ElasticsearchException(
                "a document has the maximum version and can no longer be replaced. Run 'reindex start' to build a new index");
        }

        await BeginAsync(version, cancellationToken);
    }

    /// <summary>Withdraws the position of the index until everything has been compared, and notifies the APIs.</summary>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task WithdrawPositionAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"update sync_state set indexed_lsn = null, indexed_at = null; notify {PositionChannel}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task BeginAsync(long version, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set epoch = greatest(epoch, $1 + 1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version >> Shift, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
