using Npgsql;
using NpgsqlTypes;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Notices that log positions went back, as a restore or a failover lets them: documents of the time that was lost
/// would be newer than anything written from now on. A new epoch is ahead of them.
/// </summary>
internal sealed class Epochs(NpgsqlDataSource source, DocumentReader documents)
{
    /// <summary>The channel on which the APIs are notified of the position of the index.</summary>
    public const string PositionChannel = "vql_position";

    private const int Shift = 48;
    private const long Last = short.MaxValue;

    /// <summary>Compares the server with the one that was there before; with another one an epoch begins, and nothing is known of the index.</summary>
    /// <returns>Why an epoch began; null when none did.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task<string?> CheckServerAsync(CancellationToken cancellationToken)
    {
        // The name of a log file begins with the line of history.
        await using var command = source.CreateCommand(
            """
            with server as (
                select s.system_identifier::text as id, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as timeline, pg_current_wal_insert_lsn() as lsn
                from pg_control_system() as s
            ), judged as (
                select server.*, case
                    when b.server_id <> server.id then 'another server answers'
                    when b.timeline <> server.timeline then 'the server was promoted or restored'
                    when b.indexed_lsn > server.lsn then 'the log ends before what was indexed'
                end as reason
                from server, sync_state as b
            )
            update sync_state as s
            set server_id = j.id, timeline = j.timeline,
                epoch = case when j.reason is null then s.epoch else s.epoch + 1 end,
                indexed_lsn = case when j.reason is null then s.indexed_lsn end,
                indexed_at = case when j.reason is null then s.indexed_at end
            from judged as j
            returning j.reason
            """);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Looks whether documents that counted as newer than what was written are ahead of the log itself.</summary>
    /// <param name="greatest">The greatest version among them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CaptureException">They are: an epoch has begun, and everything must be compared.</exception>
    public async Task CheckDocumentsAsync(long greatest, CancellationToken cancellationToken)
    {
        if (greatest >> Shift < Last && greatest >= await documents.ReadVersionAsync(cancellationToken))
        {
            await BeginAsync(greatest, cancellationToken);
            await ForgetIndexedAsync(cancellationToken);
            throw new CaptureException(["the index holds documents of a time that the database does not know: a new epoch of versions begins, and everything is compared"]);
        }
    }

    /// <summary>Begins an epoch that is ahead of a document, where the log is not.</summary>
    /// <param name="version">The document's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ElasticsearchException">Nothing can be ahead of it.</exception>
    public async Task BeginAheadOfAsync(long version, CancellationToken cancellationToken)
    {
        if (version < await documents.ReadVersionAsync(cancellationToken))
        {
            return;
        }

        if (version >> Shift >= Last)
        {
            throw new ElasticsearchException("a document's version is the greatest there can be, and nothing can replace it. Run: reindex start");
        }

        await BeginAsync(version, cancellationToken);
    }

    /// <summary>Withdraws the position of the index, until everything was compared. The APIs are notified.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses.</exception>
    public async Task ForgetIndexedAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"update sync_state set indexed_lsn = null, indexed_at = null; notify {PositionChannel}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task BeginAsync(long version, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update sync_state set epoch = greatest(epoch, $1 + 1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version >> Shift, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
