using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// Detects that WAL positions went backwards, for example after a restore or a failover. Documents from the lost part of the
/// WAL would then have higher versions than all later writes. A new epoch starts versions above them.
/// </summary>
internal sealed class Epochs(SyncState syncState, DocumentReader documents)
{
    private const int Shift = 48;
    private const long MaxEpoch = short.MaxValue;

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
            await syncState.BeginEpochAfterAsync(greatest >> Shift, cancellationToken);
            await syncState.WithdrawIndexedAsync(cancellationToken);
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

        await syncState.BeginEpochAfterAsync(version >> Shift, cancellationToken);
    }
}
